import type { AccountId } from '../../contract/model/ids.ts';
import type { Listenable } from '../lib/emitter.ts';
import type { Connector } from './connector.ts';

export interface SendersDeps {
  list(): readonly { readonly id: AccountId; readonly fingerprint: string }[];
  open(accountId: AccountId): Connector;
  readonly changed: Listenable<void>;
}

/** One connector per account for sending: apart from those that read, which may be busy for minutes. */
export function createSenders({ list, open, changed }: SendersDeps) {
  const opened = new Map<AccountId, { readonly fingerprint: string; readonly connector: Connector }>();

  function close(id: AccountId): Promise<void> {
    const connector = opened.get(id)?.connector;
    opened.delete(id);
    return Promise.resolve(connector?.[Symbol.asyncDispose]());
  }

  return {
    changed,
    find(accountId: AccountId): Connector | null {
      const account = list().find(({ id }) => id === accountId);
      const known = opened.get(accountId);
      if (known && known.fingerprint !== account?.fingerprint) void close(accountId);
      if (!account) return null;
      const current = opened.get(accountId);
      if (current) return current.connector;
      const connector = open(accountId);
      opened.set(accountId, { fingerprint: account.fingerprint, connector });
      return connector;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await Promise.allSettled([...opened.keys()].map(close));
    },
  };
}
