const token = /^[\w\-.!%*+`'~]+$/;

/** Cuts a list where the separator stands outside quotes and angle brackets; null where a quote or bracket never closes. */
export function splitOutside(text: string, separator: ',' | ';'): string[] | null {
  const parts: string[] = [];
  let from = 0;
  let isQuoted = false;
  let isBracketed = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted) {
      if (character === '\\') at += 1;
      else if (character === '"') isQuoted = false;
    } else if (character === '"' && !isBracketed) isQuoted = true;
    else if (character === '<') isBracketed = true;
    else if (character === '>') isBracketed = false;
    else if (character === separator && !isBracketed) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  if (isQuoted || isBracketed) return null;
  parts.push(text.slice(from).trim());
  return parts;
}

/** `;name=value` (RFC 3261 §25.1, generic-param): no empty ones. */
function areParameters(parameters: readonly string[]): boolean {
  return parameters.every((parameter) => {
    const [, name = '', value] = /^([^=]*?)\s*(?:=\s*(.*))?$/s.exec(parameter) ?? [];
    return token.test(name) && (value === undefined || value === '' || /^"(?:[^"\\]|\\.)*"$/s.test(value) || /^[^\s",;<>]+$/.test(value));
  });
}

export interface Via {
  readonly branch: string | null;
}

/** Every value of a Via field (§20.42); null where one is malformed. */
export function readVias(value: string): readonly Via[] | null {
  const vias: Via[] = [];
  for (const part of splitOutside(value, ',') ?? ['']) {
    const [head = '', ...parameters] = splitOutside(part, ';') ?? [''];
    if (!/^SIP\s*\/\s*2\.0\s*\/\s*[\w\-.!%*+`'~]+\s+[^\s,;]+(?:\s*:\s*\d+)?$/i.test(head) || !areParameters(parameters)) return null;
    const branch = parameters.map((parameter) => /^branch\s*=\s*(.*)$/is.exec(parameter)?.[1]).find((found) => found !== undefined);
    vias.push({ branch: branch ?? null });
  }
  return vias;
}

export interface SipAddress {
  readonly uri: string;
  readonly scheme: string;
  readonly hasTag: boolean;
}

/** A From, To or one Contact (§20, name-addr / addr-spec); null where it is malformed. */
export function readAddress(value: string): SipAddress | null {
  const bracketed = /^([^<]*)<([^<>]*)>\s*(?:;(.*))?$/s.exec(unquote(value));
  const [, display = '', inside, tail] = bracketed ?? [];
  const uri = inside ?? value.split(';')[0]?.trim() ?? '';
  const parameters = bracketed ? tail : value.slice(value.indexOf(';') < 0 ? value.length : value.indexOf(';') + 1);
  const scheme = /^([a-z][a-z\d+\-.]*):[^\s<>"]+$/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined || !isDisplayName(display)) return null;
  if (!isDecodable(uri)) return null;
  // Without brackets its headers and commas would belong to the field (§20.10).
  if (!bracketed && /[?,]/.test(uri)) return null;
  const list = parameters === undefined || parameters === '' ? [] : splitOutside(parameters, ';');
  if (list === null || !areParameters(list)) return null;
  return { uri, scheme, hasTag: list.some((parameter) => /^tag\s*=/i.test(parameter)) };
}

/** Escapes are of two digits (RFC 3261 §25.1) and of UTF-8 (§7.3.1). */
function isDecodable(uri: string): boolean {
  try {
    decodeURIComponent(uri);
    return true;
  } catch {
    return false;
  }
}

/** A quoted string may hold brackets: what is in it is no concern here. */
function unquote(value: string): string {
  return value.replace(/^\s*"(?:[^"\\]|\\.)*"/s, '""');
}

function isDisplayName(display: string): boolean {
  const name = display.trim();
  return name === '' || name === '""' || name.split(/\s+/).every((word) => token.test(word));
}

/** SIP-date is RFC 1123's with GMT and nothing else (§20.17). */
export function isSipDate(value: string): boolean {
  return /^(mon|tue|wed|thu|fri|sat|sun), \d{2} [a-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/i.test(value);
}

/** The scheme of a Request-URI; null where it is malformed: blanks, brackets, or headers, which have no place there (§19.1.1). */
export function readRequestUri(uri: string): string | null {
  const [, scheme = '', rest = ''] = /^([a-z][a-z\d+\-.]*):([^\s<>"]+)$/i.exec(uri) ?? [];
  const isSip = /^sips?$/i.test(scheme);
  if (rest === '' || !isDecodable(rest) || (isSip && rest.replace(/^[^@]*@/, '').includes('?'))) return null;
  return scheme.toLowerCase();
}
