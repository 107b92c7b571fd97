import { expect, it } from 'vitest';
import { createSecretKeeper } from '../../../main/accounts/secret-keeper.ts';
import { createMemoryVault, createRecordingLogger, type MemoryVault } from '../../fakes/memory-ports.ts';

function keeperOver(vault: MemoryVault, isAccepted = { now: false }) {
  return createSecretKeeper({ vault, logger: createRecordingLogger(), isUnprotectedAccepted: () => isAccepted.now });
}

it('keeps secrets in a protected vault, beyond this session', () => {
  const vault = createMemoryVault();
  const keeper = keeperOver(vault);
  keeper.write('account:1:password', 'secret');
  expect(keeper.protection).toBe('system');
  expect(keeperOver(vault).read('account:1:password')).toBe('secret');
  keeper.erase('account:1:password');
  expect([keeper.read('account:1:password'), vault.kept.size]).toEqual([null, 0]);
});

it('writes nothing where the system protects nothing: the secret lasts for this session', () => {
  const vault = createMemoryVault({ isProtected: false });
  const keeper = keeperOver(vault);
  keeper.write('account:1:password', 'secret');
  expect([keeper.protection, keeper.read('account:1:password'), vault.kept.size]).toEqual(['session', 'secret', 0]);
  expect(keeperOver(vault).read('account:1:password')).toBeNull();
});

it('after the agent accepted it what is known is written; after they took it back nothing stays, also not from an earlier session', () => {
  const vault = createMemoryVault({ isProtected: false });
  const accepted = { now: false };
  const keeper = keeperOver(vault, accepted);
  keeper.write('a', 'first');
  accepted.now = true;
  keeper.settle(['a', 'b']);
  expect([keeper.protection, [...vault.kept]]).toEqual(['unprotected', [['a', 'first']]]);

  const nextSession = keeperOver(vault, accepted);
  accepted.now = false;
  nextSession.settle(['a', 'b']);
  expect(vault.kept.size).toBe(0);
  expect(nextSession.read('a')).toBe('first');
});

it('a vault that cannot be read is as good as empty', () => {
  const vault = createMemoryVault();
  const logger = createRecordingLogger();
  const locked = {
    ...vault,
    read: () => {
      throw new Error('the keyring is locked');
    },
  };
  const keeper = createSecretKeeper({ vault: locked, logger, isUnprotectedAccepted: () => false });
  expect(keeper.read('account:1:password')).toBeNull();
  expect(logger.lines).toMatchObject([{ level: 'error', event: 'vault-unreadable' }]);
});
