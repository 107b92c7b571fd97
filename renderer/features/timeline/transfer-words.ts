import type { Failure } from '../../../contract/model/failure.ts';
import type { CallTransfer } from '../../../contract/model/transfer.ts';
import type { TextKey } from '../../text/text.tsx';

interface Words {
  readonly text: (key: TextKey, values?: Readonly<Record<string, string>>) => string;
  readonly failure: (failure: Failure) => string;
}

/** To whom a call was handed over, and how that went. */
export function transferSentence({ kind, name, address, state, failure: reason }: CallTransfer, { text, failure }: Words): string {
  const who = name && name !== address ? `${name} (${address})` : address;
  if (state === 'done') return text(`transfer.done.${kind}`, { who });
  if (state === 'failed') return text('transfer.failed', { who, reason: reason ? failure(reason) : '' });
  return text('transfer.unknown', { who });
}
