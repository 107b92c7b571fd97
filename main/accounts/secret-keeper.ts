import type { Vault } from '../ports.ts';

/** Passwords by name. Where the system offers no protection they last for this session only, unless the agent accepted otherwise. */
export interface SecretKeeper {
  readonly protection: 'system' | 'session' | 'unprotected';
  read(name: string): string | null;
  write(name: string, secret: string): void;
  erase(name: string): void;
  /** After the agent changed their mind: what is known moves into the vault, or leaves it. */
  settle(): void;
}

export function createSecretKeeper(vault: Vault, isUnprotectedAccepted: () => boolean): SecretKeeper {
  const session = new Map<string, string>();
  const isKept = (): boolean => vault.isProtected || isUnprotectedAccepted();

  return {
    get protection() {
      if (vault.isProtected) return 'system';
      return isUnprotectedAccepted() ? 'unprotected' : 'session';
    },
    read: (name) => session.get(name) ?? (isKept() ? vault.read(name) : null),
    write(name, secret) {
      session.set(name, secret);
      if (isKept()) vault.write(name, secret);
    },
    erase(name) {
      session.delete(name);
      vault.erase(name);
    },
    settle() {
      for (const [name, secret] of session) {
        if (isKept()) vault.write(name, secret);
        else vault.erase(name);
      }
    },
  };
}
