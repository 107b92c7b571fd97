import { describe, expect, it } from 'vitest';
import { beginReply, sidesOf, withPrefix } from '../../../renderer/features/timeline/compose/beginnings.ts';
import { laterTimes } from '../../../renderer/features/timeline/compose/later-times.ts';
import { isAddress, readParties, writeParty } from '../../../renderer/features/timeline/compose/parties.ts';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { buildMailAccount, buildWorld } from '../../fakes/desk-world.ts';
import { accountIdSchema } from '../../../contract/model/ids.ts';

describe('addresses as they are typed', () => {
  it.each([
    ['maren@example.org', [[null, 'maren@example.org']]],
    [
      'Lea Winter <lea@example.org>, maren@example.org; "J. Okafor" <j@example.org>',
      [
        ['Lea Winter', 'lea@example.org'],
        [null, 'maren@example.org'],
        ['J. Okafor', 'j@example.org'],
      ],
    ],
    ['"Schulte, Maren" <maren@example.org>', [['Schulte, Maren', 'maren@example.org']]],
    ['Schulte, Maren <maren@example.org>', [['Schulte, Maren', 'maren@example.org']]],
    ['Jörg Müller <joerg@müller.example>', [['Jörg Müller', 'joerg@müller.example']]],
    [
      'a@example.org\nb@example.org\t c@example.org',
      [
        [null, 'a@example.org'],
        [null, 'b@example.org'],
        [null, 'c@example.org'],
      ],
    ],
    ['maren(at)example.org', [[null, expect.stringContaining('maren')]]],
    ['  ', []],
  ])('%j', (typed, expected) => {
    expect(readParties(typed).map(({ name, address }) => [name, address])).toEqual(expected);
  });

  it('are written so that they are read again', () => {
    for (const party of [
      { name: 'Müller, Jörg "Jo"', address: 'j@example.org' },
      { name: "O'Brien", address: 'o@example.org' },
      { name: null, address: 'x@example.org' },
    ])
      expect(readParties(writeParty(party))).toEqual([party]);
  });

  it.each([
    ['lea@example.org', true],
    ['lea+tag@müller.example', true],
    ['lea@localhost', false],
    ['lea@@example.org', false],
    ['lea example.org', false],
    ['lea@example.org,', false],
  ])('%s is one: %s', (address, expected) => expect(isAddress(address)).toBe(expected));
});

describe('subjects', () => {
  it.each([
    ['Router', 'Re: Router'],
    ['Re: Router', 'Re: Router'],
    ['AW: Re: Fwd: Router', 'Re: Router'],
    ['Antw.: Router', 'Re: Antw.: Router'],
    ['RE[2]: Router', 'Re: Router'],
    ['WG:Router', 'Re: Router'],
    ['Reply: Router', 'Re: Reply: Router'],
    [null, 'Re:'],
  ])('%j is answered as %j', (subject, expected) => expect(withPrefix('Re', subject)).toBe(expected));
  it('are passed on with one prefix too', () => expect(withPrefix('Fwd', 'WG: AW: Router')).toBe('Fwd: Router'));
});

describe('whom an answer goes to', () => {
  const template = buildWorld().entries.find((entry) => entry.kind === 'message')!;
  const party = (name: string) => ({ name, address: `${name.toLowerCase()}@example.org` });
  const accounts = [buildMailAccount(), buildMailAccount({ id: accountIdSchema.parse(10), address: 'sales@example.org', isEnabled: false })];
  const entry: MessageEntry = {
    ...template,
    accountId: accounts[0]!.id,
    subject: 'Router',
    from: party('Maren'),
    to: [{ name: null, address: accounts[0]!.address.toUpperCase() }, party('Jonas')],
    cc: [party('Sales'), party('Jonas'), party('Maren'), party('Ayse')],
  };
  const reply = (fields: Partial<MessageEntry>, isAll: boolean) => {
    const { to, cc } = beginReply(
      { ...entry, ...fields },
      { text: 'x', html: null },
      { ...sidesOf(accounts, entry.accountId)!, isAll, words: { attribution: 'M wrote:' } },
    );
    return [to, cc].map((parties) => parties.map(({ name }) => name));
  };
  it('to the writer', () => expect(reply({}, false)).toEqual([['Maren'], []]));
  it('to everybody once, and to none of our own addresses', () => expect(reply({}, true)).toEqual([['Maren'], ['Jonas', 'Ayse']]));
  it('to where answers are wanted', () => expect(reply({ replyTo: [party('Desk')] }, true)).toEqual([['Desk'], ['Jonas', 'Maren', 'Ayse']]));
  it('of a message of ours, to whom it went', () => {
    const ours = { direction: 'out' as const, from: party('Support'), to: [party('Maren')], cc: [party('Ayse')] };
    expect(reply(ours, false)).toEqual([['Maren'], []]);
    expect(reply(ours, true)).toEqual([['Maren'], ['Ayse']]);
  });
});

describe('later', () => {
  const ids = (at: Date) => laterTimes(at.getTime()).map(({ id, at: time }) => `${id} ${new Date(time).getDay()} ${new Date(time).getHours()}`);
  it('in the morning', () => expect(ids(new Date(2026, 10, 25, 9, 0))).toEqual(['hour 3 10', 'afternoon 3 14', 'tomorrow 4 8', 'monday 1 8']));
  it('in the evening there is no afternoon any more', () =>
    expect(ids(new Date(2026, 10, 25, 20, 0))).toEqual(['hour 3 21', 'tomorrow 4 8', 'monday 1 8']));
  it('on a Sunday tomorrow is Monday', () => expect(ids(new Date(2026, 10, 29, 12, 0))).toEqual(['hour 0 13', 'afternoon 0 14', 'tomorrow 1 8']));
});
