/** Reached from mobile networks of the whole world; asking once too often does no harm. */
const everywhere = new Set(['112', '911']);

const emergencyByCountry: Readonly<Record<string, readonly string[]>> = {
  DE: ['110'],
  AT: ['122', '133', '140', '144'],
  CH: ['117', '118', '144', '1414'],
  LI: ['117', '118', '144'],
  GB: ['999'],
  IE: ['999'],
  FR: ['15', '17', '18', '114', '196'],
  BE: ['100', '101'],
  LU: ['113'],
  ES: ['061', '080', '091', '092'],
  IT: ['113', '115', '118'],
  PL: ['997', '998', '999'],
  CZ: ['150', '155', '158'],
  SK: ['150', '155', '158'],
  HU: ['104', '105', '107'],
  NO: ['110', '113'],
  DK: ['114'],
  GR: ['100', '166', '199'],
  TR: ['110', '155', '156'],
  AU: ['000', '106'],
  NZ: ['111'],
  ZA: ['10111', '10177'],
  IN: ['100', '101', '102', '108'],
  JP: ['110', '118', '119'],
  CN: ['110', '119', '120'],
  HK: ['999'],
  SG: ['995', '999'],
  KR: ['113', '119'],
  BR: ['190', '192', '193'],
  MX: ['066'],
};

/** Public services of three to six digits that voice calls reach: helplines (EU 116xxx), directories, authorities. Not internal numbers. */
const shortCodesByCountry: Readonly<Record<string, RegExp>> = {
  DE: /^(115|116\d{3}|118\d{2,3})$/,
  AT: /^(116\d{3}|118\d{3}|14\d)$/,
  CH: /^(116\d{3}|18\d{2}|143|147)$/,
  GB: /^(10[15]|111|116\d{3}|118\d{3}|119)$/,
  IE: /^(116\d{3}|118\d{2})$/,
  FR: /^(11[569]|116\d{3}|118\d{3}|3\d{3})$/,
  ES: /^(01[0-9]|116\d{3}|118\d{2})$/,
  IT: /^(114|116\d{3}|1\d{3}|187)$/,
  NL: /^(116\d{3}|18\d{2})$/,
  US: /^[2-8]11$|^988$/,
  CA: /^[2-8]11$|^988$/,
  AU: /^13\d{4}$|^1[23]\d{2}$/,
};

export function isEmergencyNumber(digits: string, country: string): boolean {
  return everywhere.has(digits) || (emergencyByCountry[country.toUpperCase()]?.includes(digits) ?? false);
}

export function isShortCode(digits: string, country: string): boolean {
  return shortCodesByCountry[country.toUpperCase()]?.test(digits) ?? false;
}
