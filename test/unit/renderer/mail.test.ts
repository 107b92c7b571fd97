import { describe, expect, it } from 'vitest';
import { readParties } from '../../../renderer/features/timeline/mail-draft.ts';
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

describe('addresses as they are typed', () => {
  it('are read with and without names', () => {
    expect(readParties('Lea Winter <lea@example.org>, maren@example.org; "J. Okafor" <j@example.org>')).toEqual({
      parties: [
        { name: 'Lea Winter', address: 'lea@example.org' },
        { name: null, address: 'maren@example.org' },
        { name: 'J. Okafor', address: 'j@example.org' },
      ],
      wrong: null,
    });
  });

  it('the first that is none is named', () => {
    expect(readParties('lea@example.org, maren(at)example.org').wrong).toBe('maren(at)example.org');
    expect(readParties('lea@localhost').wrong).toBe('lea@localhost');
  });
});
