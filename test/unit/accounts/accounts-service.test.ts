import { describe, expect, it } from 'vitest';
import { plainRoute, type AccountDraft } from '../../../contract/model/account.ts';
import { noForwardCodes, plainDialPlan } from '../../../contract/model/call-rules.ts';
import { noSystemCodes } from '../../../contract/model/colleague.ts';
import { createAccountsService } from '../../../main/accounts/accounts-service.ts';
import { createSecretKeeper } from '../../../main/accounts/secret-keeper.ts';
import { buildAccountDraft } from '../../builders.ts';
import { createMemoryVault, createRecordingLogger } from '../../fakes/memory-ports.ts';
import { createTestStore } from '../../fakes/test-store.ts';

const turn = 'turn:turn.example.org:3478?transport=udp';
const withTurn = (credential: string | null): Partial<AccountDraft> => ({
  iceServers: [{ url: turn, username: 'lea', hasCredential: false, credential }],
});

function setUp() {
  const store = createTestStore();
  const vault = createMemoryVault();
  const secrets = createSecretKeeper({ vault, logger: createRecordingLogger(), isUnprotectedAccepted: () => false });
  const accounts = createAccountsService({ store, secrets });
  let changes = 0;
  accounts.changed.on(() => (changes += 1));
  return { store, vault, accounts, changes: () => changes, [Symbol.dispose]: () => store[Symbol.dispose]() };
}

describe('accounts', () => {
  it('the first is the default; another can be; when it goes, one that works takes over', () => {
    using test = setUp();
    const first = test.accounts.add(buildAccountDraft());
    const second = test.accounts.add(buildAccountDraft({ aor: 'two@sip.example.org', isDefault: true }));
    const third = test.accounts.add(buildAccountDraft({ aor: 'three@sip.example.org', isEnabled: false }));
    const defaults = () =>
      test.accounts
        .list()
        .filter(({ isDefault }) => isDefault)
        .map(({ id }) => id);
    expect([first.isDefault, second.isDefault, third.isDefault]).toEqual([true, true, false]);
    expect(defaults()).toEqual([second.id]);
    expect(test.accounts.defaultDomain()).toBe('sip.example.org');
    test.accounts.remove(second.id);
    expect(defaults()).toEqual([first.id]);
    test.accounts.remove(first.id);
    expect(defaults()).toEqual([third.id]);
    expect(test.changes()).toBe(5);
  });

  it('the same address at the same server is refused, elsewhere it is another account', () => {
    using test = setUp();
    const first = test.accounts.add(buildAccountDraft());
    expect(() => test.accounts.add(buildAccountDraft({ aor: 'sip:lea@SIP.example.org' }))).toThrow(
      expect.objectContaining({ code: 'refused', failure: { reason: 'name-taken', field: 'aor' } }),
    );
    test.accounts.add(buildAccountDraft({ serverUrl: 'wss://other.example.org' }));
    expect(test.accounts.edit(first.id, buildAccountDraft({ label: 'Support' })).label).toBe('Support');
  });

  it('each has a name of its own for this device, which no edit changes', () => {
    using test = setUp();
    const { id } = test.accounts.add(buildAccountDraft());
    test.accounts.add(buildAccountDraft({ aor: 'two@sip.example.org' }));
    const names = () => test.accounts.dialable().map(({ instanceId }) => instanceId);
    const before = names();
    expect(new Set(before).size).toBe(2);
    test.accounts.edit(id, buildAccountDraft({ label: 'Support' }));
    expect(names()).toEqual(before);
  });

  it('keeps how numbers are dialled; accounts of older versions dial them as they are', () => {
    using test = setUp();
    const dialPlan = { country: 'AT', outsidePrefix: '0', numberForm: 'national' as const, internalPatterns: ['2xx'] };
    const { id } = test.accounts.add(buildAccountDraft({ dialPlan }));
    expect(test.accounts.list()[0]!.dialPlan).toEqual(dialPlan);
    const forwardCodes = { ...noForwardCodes, always: { on: '*21*{target}#', off: '#21#' } };
    const callerIds = [{ number: '+49 30 5550100', name: 'ACME Sales' }];
    expect(test.accounts.edit(id, buildAccountDraft({ dialPlan, forwardCodes, callerIds }))).toMatchObject({ dialPlan, forwardCodes, callerIds });
    expect(test.accounts.dialable()[0]!.dialPlan).toEqual(dialPlan);
    test.store.write((writer) => writer.run("UPDATE accounts SET options = '{}'"));
    expect(test.accounts.list()[0]).toMatchObject({ dialPlan: plainDialPlan, forwardCodes: noForwardCodes, callerIds: [] });
  });

  it('gives voice the enabled ones with their credentials', () => {
    using test = setUp();
    const { id } = test.accounts.add(buildAccountDraft(withTurn('relay secret')));
    test.accounts.add(buildAccountDraft({ aor: 'off@sip.example.org', isEnabled: false }));
    expect(test.accounts.dialable()).toEqual([
      {
        id,
        kind: 'sip',
        user: 'lea',
        domain: 'sip.example.org',
        displayName: null,
        authUser: null,
        serverUrl: 'wss://sip.example.org:7443/ws',
        iceServers: [{ url: turn, username: 'lea', credential: 'relay secret' }],
        ...plainRoute,
        dtmfMode: 'auto',
        dialPlan: plainDialPlan,
        callerIds: [],
        colleagues: [],
        systemCodes: noSystemCodes,
        isDefault: true,
        instanceId: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
      },
    ]);
    expect(test.accounts.password(id)).toBe('correct horse battery');
  });
});

describe('secrets of an account', () => {
  it('are kept where the form says nothing new, replaced where it does', () => {
    using test = setUp();
    const { id } = test.accounts.add(buildAccountDraft(withTurn('relay secret')));
    expect(test.accounts.edit(id, buildAccountDraft({ ...withTurn(null), password: null })).iceServers).toEqual([
      { url: turn, username: 'lea', hasCredential: true },
    ]);
    expect(test.accounts.password(id)).toBe('correct horse battery');
    expect(test.accounts.dialable()[0]?.iceServers[0]?.credential).toBe('relay secret');
    test.accounts.edit(id, buildAccountDraft({ ...withTurn('new relay secret'), password: 'new' }));
    expect(test.accounts.password(id)).toBe('new');
    expect([...test.vault.kept.values()].toSorted()).toEqual(['new', 'new relay secret']);
  });

  it('go with the server or the account they belong to', () => {
    using test = setUp();
    const { id } = test.accounts.add(buildAccountDraft(withTurn('relay secret')));
    test.accounts.edit(id, buildAccountDraft());
    expect([...test.vault.kept.values()]).toEqual(['correct horse battery']);
    test.accounts.remove(id);
    expect(test.vault.kept.size).toBe(0);
    expect(test.accounts.list()).toEqual([]);
    expect(() => test.accounts.edit(id, buildAccountDraft())).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});
