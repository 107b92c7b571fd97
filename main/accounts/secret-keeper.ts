import type { Logger, Vault } from '../ports.ts';

/** Passwords by name. Where the system offers no protection they last for this session only, unless the agent accepted otherwise. */
export interface SecretKeeper {
  readonly protection: 'system' | 'session' | 'unprotected';
  read(name: string): string | null;
  write(name: string, secret: string): void;
  erase(name: string): void;
  /** After the agent changed their mind: these secrets move into the vault, or leave it for the memory of this session. */
  settle(names: readonly string[]): void;
}

export function createSecretKeeper({
  vault,
  logger,
  isUnprotectedAccepted,
}: {
  vault: Vault;
  logger: Logger;
  isUnprotectedAccepted: () => boolean;
}): SecretKeeper {
  const session = new Map<string, string>();
  const isKept = (): boolean => vault.isProtected || isUnprotectedAccepted();

  /** A keyring that is locked or broken is as good as none: the agent is asked for the password again. */
  function readVault(name: string): string | null {
    try {
      return vault.read(name);
    } catch (error) {
      logger.error('vault-unreadable', error, { name });
      return null;
    }
  }

  return {
    get protection() {
      if (vault.isProtected) return 'system';
      return isUnprotectedAccepted() ? 'unprotected' : 'session';
    },
    read: (name) => session.get(name) ?? (isKept() ? readVault(name) : null),
    write(name, secret) {
      session.set(name, secret);
      if (isKept()) vault.write(name, secret);
    },
    erase(name) {
      session.delete(name);
      vault.erase(name);
    },
    settle(names) {
      for (const name of names) {
        const secret = session.get(name) ?? readVault(name);
        if (secret === null) continue;
        session.set(name, secret);
        if (isKept()) vault.write(name, secret);
        else vault.erase(name);
      }
    },
  };
}
