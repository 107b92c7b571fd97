/** What the dictionary holds before the first byte ([MS-OXRTFCP] §3.1.1.1). */
const beginning =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const dictionaryBytes = 4_096;
const mostBytes = 4_000_000;

/** Unpacks the rich text of Outlook ([MS-OXRTFCP]); '' for what is none. */
export function unpackRtf(packed: Buffer): string {
  if (packed.length < 16) return '';
  const kind = packed.toString('latin1', 8, 12);
  const size = Math.min(packed.readUInt32LE(4), mostBytes);
  if (kind === 'MELA') return packed.toString('latin1', 16, 16 + size);
  return kind === 'LZFu' ? inflate(packed.subarray(16), size).toString('latin1') : '';
}

function inflate(packed: Buffer, size: number): Buffer {
  const dictionary = Buffer.alloc(dictionaryBytes);
  let at = dictionary.write(beginning, 'latin1');
  const output = Buffer.alloc(size);
  let length = 0;
  function put(byte: number): void {
    output[length] = byte;
    length += 1;
    dictionary[at] = byte;
    at = (at + 1) % dictionaryBytes;
  }
  let next = 0;
  while (next < packed.length && length < size) {
    const control = packed[next] ?? 0;
    next += 1;
    for (let bit = 0; bit < 8 && next < packed.length && length < size; bit += 1) {
      if ((control & (1 << bit)) === 0) {
        put(packed[next] ?? 0);
        next += 1;
        continue;
      }
      if (next + 2 > packed.length) return output.subarray(0, length);
      const token = packed.readUInt16BE(next);
      next += 2;
      const from = token >> 4;
      // It refers to where it would write: the end.
      if (from === at) return output.subarray(0, length);
      for (let n = 0; n < (token & 0xf) + 2 && length < size; n += 1) put(dictionary[(from + n) % dictionaryBytes] ?? 0);
    }
  }
  return output.subarray(0, length);
}

const skipped = new Set(['fonttbl', 'colortbl', 'stylesheet', 'info', 'pict', 'object', 'header', 'footer', 'generator', 'themedata']);
const spaces: Readonly<Record<string, string>> = { par: '\n', line: '\n', row: '\n', tab: '\t', cell: '\t', emdash: '—', endash: '–', bullet: '•' };
const mostDepth = 500;

interface Group {
  isSkipped: boolean;
  /** How many characters stand for one that old programs cannot show. */
  fallback: number;
}

/** The words of a rich text: what it looks like is left out, also where it is HTML in disguise ([MS-OXRTFEX]). */
export function textOfRtf(rtf: string, charset = 'windows-1252'): string {
  const decoder = new TextDecoder(charset);
  const groups: Group[] = [{ isSkipped: false, fallback: 1 }];
  const out: string[] = [];
  let bytes: number[] = [];
  let isDisguise = false;
  let toSkip = 0;
  const group = (): Group => groups.at(-1) ?? { isSkipped: true, fallback: 1 };
  const isHeard = (): boolean => !group().isSkipped && !isDisguise;
  const flush = (): void => {
    if (bytes.length > 0) out.push(decoder.decode(Uint8Array.from(bytes)));
    bytes = [];
  };
  const say = (text: string): void => {
    if (!isHeard()) return;
    if (toSkip > 0) return void (toSkip -= 1);
    flush();
    out.push(text);
  };

  function word(name: string, value: number | null): void {
    if (name === 'htmlrtf') isDisguise = value !== 0;
    else if (name === 'uc') group().fallback = value ?? 1;
    else if (skipped.has(name)) group().isSkipped = true;
    else if (name === 'u' && value !== null) {
      toSkip = 0;
      say(String.fromCharCode(value < 0 ? value + 65_536 : value));
      if (isHeard()) toSkip = group().fallback;
    } else if (spaces[name]) say(spaces[name]);
  }

  for (const [all, control, digits, hex, symbol, brace] of rtf.matchAll(
    /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([\da-f]{2})|\\([^a-z\d])|([{}])|[^\\{}]/gi,
  )) {
    if (control) word(control, digits === undefined ? null : Number(digits));
    else if (hex) {
      if (toSkip > 0) toSkip -= 1;
      else if (isHeard()) bytes.push(Number.parseInt(hex, 16));
    } else if (symbol) {
      if (symbol === '*') group().isSkipped = true;
      else say(symbol === '~' ? ' ' : symbol === '\n' || symbol === '\r' ? '\n' : symbol === '_' ? '-' : '\\{}'.includes(symbol) ? symbol : '');
    } else if (brace === '{' && groups.length < mostDepth) groups.push({ ...group() });
    else if (brace === '}' && groups.length > 1) groups.pop();
    else if (!brace && all !== '\r' && all !== '\n') say(all);
  }
  flush();
  return out
    .join('')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
