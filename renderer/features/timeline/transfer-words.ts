import type { Failure } from '../../../contract/model/failure.ts';
import type { CallTransfer } from '../../../contract/model/transfer.ts';
import type { TextKey } from '../../text/text.tsx';

interface Words {
  readonly text: (key: TextKey, values?: Readonly<Record<string, string>>) => string;
  readonly failure: (failure: Failure) => string;
}

/** To whom a call was handed over, and how that went. */
export function transferSentence(transfer: CallTransfer, { text, failure }: Words): string {
  const { kind, state, failure: reason } = transfer;
  const who = nameAndAddress(transfer);
  if (state === 'done') return text(`transfer.done.${kind}`, { who });
  if (state === 'failed') return text('transfer.failed', { who, reason: reason ? failure(reason) : '' });
  return text('transfer.unknown', { who });
}

export function nameAndAddress({ name, address }: { readonly name: string | null; readonly address: string }): string {
  return name && name !== address ? `${name} (${address})` : address;
}
