import { describe, expect, it } from 'vitest';
import {
  above,
  countOf,
  formatUidSet,
  highestOf,
  newestOf,
  parseUidSet,
  uidSetOf,
  uidsOf,
  unionOf,
  without,
} from '../../../main/connectors/email-imap/uid-set.ts';
import { createSeededRandom } from '../../fakes/sip-mutations.ts';

const set = parseUidSet;
const text = formatUidSet;

describe('sets of UIDs', () => {
  it('are read and written as sequence sets, whatever order they come in', () => {
    expect(text(set('1:3,5,9:7'))).toBe('1:3,5,7:9');
    expect(text(set('5,4,1:3'))).toBe('1:5');
    expect(text(set(''))).toBe('');
    expect(text(set('nonsense,-1,*'))).toBe('');
  });

  it('know their newest, their highest and how many they are', () => {
    expect(text(newestOf(set('1:10,20:25'), 8))).toBe('9:10,20:25');
    expect(text(newestOf(set('1:3'), 50))).toBe('1:3');
    expect(text(above(set('1:10,20'), 7))).toBe('8:10,20');
    expect([highestOf(set('3,9')), highestOf([]), countOf(set('1:3,9'))]).toEqual([9, 0, 4]);
  });

  it('add up and are taken apart as sets of single numbers are', () => {
    const random = createSeededRandom(7);
    for (let round = 0; round < 300; round += 1) {
      const some = (): Set<number> => new Set(Array.from({ length: Math.floor(random() * 30) }, () => 1 + Math.floor(random() * 40)));
      const [a, b] = [some(), some()];
      const sorted = (numbers: Iterable<number>): number[] => [...numbers].sort((x, y) => x - y);
      expect([...uidsOf(without(uidSetOf(a), uidSetOf(b)))]).toEqual(sorted([...a].filter((uid) => !b.has(uid))));
      expect([...uidsOf(unionOf(uidSetOf(a), uidSetOf(b)))]).toEqual(sorted(new Set([...a, ...b])));
    }
  });
});
