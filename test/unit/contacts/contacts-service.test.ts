import { describe, expect, it } from 'vitest';
import { createTestTimeline, type TestTimeline } from '../../fakes/test-timeline.ts';

function withContacts(): TestTimeline {
  const test = createTestTimeline();
  test.contacts.edit({
    contactId: test.contacts.add('Maren Müller-Lüdenscheidt', '030 23125001').id,
    name: 'Maren Müller-Lüdenscheidt',
    company: null,
  });
  test.contacts.edit({ contactId: test.contacts.add('Jonas Okafor', '+44 1632 960142').id, name: 'Jonas Okafor', company: "O'Brien & Söhne" });
  test.contacts.add('Front desk', '601');
  test.call({ address: '+12025550171', talkMs: null });
  return test;
}

describe('search', () => {
  it.each([
    ['mar', ['Maren Müller-Lüdenscheidt']],
    ['muller', ['Maren Müller-Lüdenscheidt']],
    ['MÜL mar', ['Maren Müller-Lüdenscheidt']],
    ['lüdenscheidt', ['Maren Müller-Lüdenscheidt']],
    ['obrien', ['Jonas Okafor']],
    ['jonas sohne', ['Jonas Okafor']],
    ['jonas müller', []],
    ['kafor', []],
    ['030 2312', ['Maren Müller-Lüdenscheidt']],
    ['+49 (30) 23', ['Maren Müller-Lüdenscheidt']],
    ['5001', ['Maren Müller-Lüdenscheidt']],
    ['01632 960', ['Jonas Okafor']],
    ['front 601', ['Front desk']],
    ['2025550171', [null]],
    ['%', []],
    ['"; DROP TABLE contacts; --', []],
  ])('%j finds %j', (text, names) => {
    using test = withContacts();
    expect(test.contacts.search(text, 10).map(({ name }) => name)).toEqual(names);
  });

  it('shows who was in touch last first, and nothing typed shows everybody with a name or a history', () => {
    using test = withContacts();
    test.call({ address: '+441632960142' });
    expect(test.contacts.search('', 10).map(({ name, isProvisional }) => (isProvisional ? '?' : name))).toEqual([
      'Jonas Okafor',
      '?',
      ...['Maren Müller-Lüdenscheidt', 'Front desk'],
    ]);
    expect(test.contacts.search('', 1)).toMatchObject([{ name: 'Jonas Okafor', address: '+44 1632 960142', lastEntryAt: expect.any(Number) }]);
  });

  it('follows a contact that is renamed or gets another number', () => {
    using test = withContacts();
    const [maren] = test.contacts.search('maren', 1);
    test.contacts.edit({ contactId: maren!.id, name: 'Maren Schulte', company: null });
    test.contacts.addAddress(maren!.id, '0171 3920 1234');
    expect(test.contacts.search('müller', 5)).toEqual([]);
    expect(test.contacts.search('schulte', 5)).toHaveLength(1);
    expect(test.contacts.search('17139201', 5)).toHaveLength(1);
  });

  it('stays quick among 20,000 contacts, also for one letter', () => {
    using test = createTestTimeline();
    test.store.write(() => {
      for (let n = 0; n < 20_000; n += 1) test.contacts.add(`Maren Schulte ${n}`, `+4930${10_000_000 + n}`);
    });
    for (const text of ['m', 'maren sch', '4930100', '19999', 'zz']) {
      const begun = performance.now();
      const found = test.contacts.search(text, 50);
      // Generous for a busy machine; a scan of every name takes several times as long.
      expect(performance.now() - begun, text).toBeLessThan(250);
      expect(found.length > 0, text).toBe(text !== 'zz');
    }
  }, 60_000);
});

describe('adding and editing', () => {
  it.each(['', '  ', 'anonymous', '+999'])('%j is no address', (address) => {
    using test = createTestTimeline();
    expect(() => test.contacts.add('Maren', address)).toThrow(
      expect.objectContaining({ code: 'invalid-input', failure: { reason: 'number-invalid', field: 'address' } }),
    );
    expect(test.contacts.search('maren', 5)).toEqual([]);
  });

  it.each([
    ['Maren@Example.org', 'email', 'maren@example.org'],
    ['mailto:maren@example.org', 'email', 'maren@example.org'],
    ['maren@bücher.example', 'email', 'maren@xn--bcher-kva.example'],
    ['sip:maren@example.org', 'extension', 'maren'],
    ['maren@192.0.2.7', 'extension', 'maren'],
    ['601', 'extension', '601'],
  ])('%j is an address of the kind %s', (address, kind, value) => {
    using test = createTestTimeline();
    expect(test.contacts.add('Maren', address).identities).toMatchObject([{ kind, value }]);
    const completed = test.contacts.complete('mar', 5).map((one) => one.address);
    expect(completed).toHaveLength(kind === 'email' ? 1 : 0);
  });

  it("refuses somebody else's address and adds nothing then", () => {
    using test = createTestTimeline();
    const first = test.contacts.add('Maren', '030 23125001');
    expect(() => test.contacts.add('Jonas', '+49 30 23125001')).toThrow(
      expect.objectContaining({ code: 'refused', failure: { reason: 'name-taken', field: 'address' } }),
    );
    expect(test.contacts.search('jonas', 5)).toEqual([]);
    expect(test.contacts.addAddress(first.id, '0049 30 23125001').identities).toHaveLength(1);
  });

  it('a provisional contact becomes a real one by its name, and the recent calls show it', () => {
    using test = createTestTimeline();
    const { contactId, callId } = test.call({ talkMs: null });
    test.clock.advance(30);
    expect(test.contacts.edit({ contactId, name: 'Maren', company: '' })).toMatchObject({ name: 'Maren', company: null, isProvisional: false });
    expect(test.timeline.openRecent('all', null, 1).calls).toMatchObject([{ callId, contactName: 'Maren' }]);
    expect(test.contacts.edit({ contactId, name: null, company: null })).toMatchObject({ name: null, isProvisional: true });
  });
});
