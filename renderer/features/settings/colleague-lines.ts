import type { Colleague } from '../../../contract/model/colleague.ts';

/** `201, Robert Weiss`, or the other way round; a number alone is its own name. */
export function readColleagues(lines: string): Colleague[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [first = '', ...rest] = line.split(/[,;\t]/);
      const [one, other] = [first.trim(), rest.join(',').trim()];
      const isTurned = !isNumber(one) && isNumber(other);
      const address = isTurned ? other : one;
      return { address, name: (isTurned ? one : other) || address };
    });
}

export function writeColleagues(colleagues: readonly Colleague[]): string {
  return colleagues.map(({ name, address }) => (name === address ? address : `${address}, ${name}`)).join('\n');
}

function isNumber(text: string): boolean {
  return /^[\d\s+*#()./-]+$/.test(text) || /^[^\s@]+@[^\s@]+$/.test(text);
}
