import { describe, expect, it } from 'vitest';
import { createTestTimeline } from '../../fakes/test-timeline.ts';

describe('who is calling', () => {
  it.each(['+49 30 23125001', '030 23125001', '0049 30 23125001', '+49(0)30/23125-001'])(
    '%s is found by its E.164 number, with the reason',
    (address) => {
      using test = createTestTimeline();
      const { id } = test.contacts.add('Maren Schulte', '030/23125001');
      expect(test.begin({ address })).toMatchObject({
        contactId: id,
        contactName: 'Maren Schulte',
        match: { by: 'exact-number', value: '+49 30 23125001' },
        address: '+49 30 23125001',
      });
    },
  );

  it('never guesses: a number that differs in one digit is somebody else', () => {
    using test = createTestTimeline();
    const { id } = test.contacts.add('Maren Schulte', '030 23125001');
    expect(test.begin({ address: '+493023125002' }).contactId).not.toBe(id);
  });

  it('an unknown caller becomes a provisional contact, the same one each time, that can be named', () => {
    using test = createTestTimeline();
    const first = test.begin({ callerName: 'M. Schulte' });
    expect(first).toMatchObject({ contactName: null, match: { by: 'new-caller', value: '+49 30 23125001' } });
    expect(test.contacts.read(first.contactId)).toMatchObject({
      name: null,
      isProvisional: true,
      identities: [{ kind: 'phone', value: '+493023125001', isVerified: false }],
    });

    test.contacts.edit({ contactId: first.contactId, name: 'Maren Schulte', company: null });
    const second = test.begin();
    expect(second).toMatchObject({ contactId: first.contactId, contactName: 'Maren Schulte', match: { by: 'exact-number' } });
    expect(test.contacts.read(first.contactId).isProvisional).toBe(false);
  });

  it('two callers who withhold their number never share a timeline', () => {
    using test = createTestTimeline();
    const [first, second] = [test.begin({ address: 'anonymous', isAnonymous: true }), test.begin({ address: 'anonymous', isAnonymous: true })];
    expect(first.match).toEqual({ by: 'number-withheld', value: '' });
    expect(second.contactId).not.toBe(first.contactId);
    expect(test.contacts.read(first.contactId).identities).toEqual([]);
  });

  it('an extension belongs to its domain', () => {
    using test = createTestTimeline();
    const ours = test.begin({ address: '601' });
    const same = test.begin({ address: '601', domain: 'sip.example.org' });
    const theirs = test.begin({ address: '601', domain: 'pbx.example.net' });
    expect(same).toMatchObject({ contactId: ours.contactId, match: { by: 'exact-address' } });
    expect(theirs.contactId).not.toBe(ours.contactId);
  });

  it('an extension the agent typed is the one that calls', () => {
    using test = createTestTimeline();
    const { id } = test.contacts.add('Front desk', '601');
    const other = test.contacts.add('Their front desk', '601@pbx.example.net');
    expect(test.begin({ address: '601' }).contactId).toBe(id);
    expect(test.begin({ address: '601', domain: 'PBX.example.net' }).contactId).toBe(other.id);
  });

  it('the contact an agent dials from has the call, whatever the number', () => {
    using test = createTestTimeline();
    const { id } = test.contacts.add('Maren Schulte', '030 23125001');
    expect(test.begin({ direction: 'out', address: '030 23125099', contactId: id })).toMatchObject({
      contactId: id,
      match: { by: 'chosen-by-agent' },
    });
  });

  it('remembers by which address a call came, for a later merge or split', () => {
    using test = createTestTimeline();
    const { callId, contactId } = test.begin();
    const { identities } = test.contacts.read(contactId);
    expect(test.store.reader.get('SELECT identity_id FROM entries WHERE id = ?', callId)).toEqual({ identity_id: identities[0]!.id });
  });

  it('somebody met in practice who then really calls is no invention', () => {
    using test = createTestTimeline();
    const { contactId } = test.begin({ direction: 'out', accountId: test.practiceId, address: '+493023125777' });
    const isPractice = () =>
      test.store.reader.get<{ is_practice: number }>('SELECT is_practice FROM contacts WHERE id = ?', contactId)!.is_practice === 1;
    expect(isPractice()).toBe(true);
    test.begin({ address: '+493023125777' });
    expect(isPractice()).toBe(false);
  });
});
