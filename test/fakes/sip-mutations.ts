/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function createSeededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const oddities = ['', ' ', '\0', '\r\n', '"', '<', '>', ';', ',', '%00', '\u{1F4DE}', '-1', '4294967296', '99999999999999999999', ':', '='];
const oddLines = [
  'Require: everything',
  'Content-Length: -5',
  'Event:',
  'Replaces: nobody;from-tag=;to-tag',
  'Refer-To: <>',
  'Session-Expires: 1;refresher=nobody',
  'CSeq: 0 INVITE',
  'Contact: <tel:1>',
  'Via: SIP/2.0/WS',
  'X: ' + 'x'.repeat(9_000),
];

/** A SIP message with one to three things done to it that no sender should do. */
export function mutate(message: string, random: () => number): string {
  const upTo = (end: number): number => Math.floor(random() * end);
  const one = <T>(items: readonly T[]): T => items[upTo(items.length)]!;
  const inLines = (text: string, change: (lines: string[], at: number) => void): string => {
    const lines = text.split('\r\n');
    change(lines, upTo(lines.length));
    return lines.join('\r\n');
  };
  const ways: ((text: string) => string)[] = [
    (text) => text.slice(0, upTo(text.length)),
    (text) => inLines(text, (lines, at) => lines.splice(at, 1)),
    (text) => inLines(text, (lines, at) => lines.splice(at, 0, lines[upTo(lines.length)] ?? '')),
    (text) => inLines(text, (lines, at) => lines.splice(at, 0, one(oddLines))),
    (text) => inLines(text, (lines, at) => (lines[at] = (lines[at] ?? '').replace(/:.*/, `: ${one(oddities)}`))),
    (text) => inLines(text, (lines, at) => (lines[at] = (lines[at] ?? '').replace(/\d+/, one(oddities)))),
    (text) => inLines(text, (lines, at) => (lines[at] = (lines[at] ?? '').replaceAll(one(['<', '>', ';', '"', ' ']), one(oddities)))),
    (text) => {
      const at = upTo(text.length);
      return text.slice(0, at) + one(oddities) + text.slice(at + upTo(8));
    },
    (text) => {
      const at = upTo(text.length);
      return text.slice(0, at) + String.fromCharCode(upTo(256)) + text.slice(at + 1);
    },
    (text) => text.replace(/^\S+/, one(['SIP/2.0', 'NOTIFY', 'REFER', 'BYE', 'UPDATE', 'INFO', 'OPTIONS', 'ACK', 'CANCEL', 'SUBSCRIBE'])),
  ];
  let mutated = message;
  for (let times = 1 + upTo(3); times > 0; times -= 1) mutated = one(ways)(mutated);
  return mutated;
}
