import type { Choice } from '../../ui/field.tsx';

const countries = [
  'AT',
  'AU',
  'BE',
  'CA',
  'CH',
  'CZ',
  'DE',
  'DK',
  'ES',
  'FI',
  'FR',
  'GB',
  'IE',
  'IN',
  'IT',
  'JP',
  'LU',
  'NL',
  'NO',
  'NZ',
  'PL',
  'PT',
  'SE',
  'TR',
  'US',
  'ZA',
];

/** By their names; one that is not among them comes along. */
export function countryChoices(chosen: string | null, nameOf: (id: string) => string | undefined): Choice[] {
  const known = chosen === null || countries.includes(chosen) ? countries : [...countries, chosen];
  return known.map((id) => ({ id, label: nameOf(id) ?? id })).sort((a, b) => a.label.localeCompare(b.label));
}
