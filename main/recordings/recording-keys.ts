import { randomBytes } from 'node:crypto';
import { ContractError } from '../../contract/errors.ts';

/** Where secrets are kept: filled by the accounts. */
interface Secrets {
  /** `session`: nothing is kept beyond this run of the program. */
  readonly protection: 'system' | 'session' | 'unprotected';
  read(name: string): string | null;
  write(name: string, secret: string): void;
}

export interface RecordingKeys {
  /** For a new recording. Throws ContractError refused with recording-unprotected where it would be lost with the program's end. */
  current(): { readonly id: string; readonly key: Buffer };
  of(id: string): Buffer | null;
}

export interface RecordingKeysDeps {
  readonly secrets: Secrets;
  /** The id of the newest key, beside the recordings: no secret. */
  readonly kept: { read(): string | null; write(id: string): void };
}

const nameOf = (id: string): string => `recording-key:${id}`;

export function createRecordingKeys({ secrets, kept }: RecordingKeysDeps): RecordingKeys {
  function of(id: string): Buffer | null {
    const secret = secrets.read(nameOf(id));
    return secret === null ? null : Buffer.from(secret, 'base64');
  }

  /** Another one beside those before: what they sealed stays readable as soon as the vault has them again. */
  function make(): { id: string; key: Buffer } {
    const id = randomBytes(8).toString('hex');
    const key = randomBytes(32);
    secrets.write(nameOf(id), key.toString('base64'));
    kept.write(id);
    return { id, key };
  }

  return {
    of,
    current() {
      if (secrets.protection === 'session') throw new ContractError('refused', { failure: { reason: 'recording-unprotected' } });
      const id = kept.read();
      const key = id === null ? null : of(id);
      return id !== null && key ? { id, key } : make();
    },
  };
}
