import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';

/** An E.164 number as one dials it on a telephone of a country: with the way out of it (`0049 …`), or as within it (`030 …`) where it belongs there. */
export function inDigits(e164: string, country: string, form: 'international' | 'national'): string {
  const number = parsePhoneNumberFromString(e164);
  const digits = digitsOf(e164);
  if (!number || !isSupportedCountry(country)) return `00${digits}`;
  const isAtHome = number.countryCallingCode === getCountryCallingCode(country);
  return form === 'national' && isAtHome ? digitsOf(number.formatNational()) : wayOut(country) + digits;
}

/** What is dialled before a country code: 00 nearly everywhere, 011 in North America. It is only told together with a number of somewhere else. */
function wayOut(country: CountryCode): string {
  const abroad = getCountryCallingCode(country) === '44' ? '+493012345678' : '+442071838750';
  const dialled = digitsOf(parsePhoneNumberFromString(abroad)?.format('IDD', { fromCountry: country }) ?? '');
  return dialled.endsWith(abroad.slice(1)) ? dialled.slice(0, 1 - abroad.length) : '00';
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}
