import { describe, expect, it } from 'vitest';
import { splitQuotation } from '../../../renderer/features/timeline/quoted-text.ts';

describe('what a mail answers is folded', () => {
  it.each([
    ['Yes.\n\nOn Monday, Lea wrote:\n> Is it?\n> Really?\n', 'Yes.'],
    ['Ja.\n\nAm Montag, den 2.\nNovember schrieb Lea:\n\n> Wirklich?', 'Ja.'],
    ['Yes.\n> Is it?', 'Yes.'],
    ['See below\n\n-----Original Message-----\nFrom: Lea', 'See below'],
  ])('%j', (text, own) => {
    expect(splitQuotation(text).own).toBe(own);
    expect(splitQuotation(text).quoted).not.toBe('');
  });

  it('not where an answer stands between the lines, nor where there is nothing else', () => {
    for (const text of ['> Is it?\nYes.\n> Really?\nYes.', '> only quoted', 'nothing quoted'])
      expect(splitQuotation(text)).toEqual({ own: text, quoted: '' });
  });
});
