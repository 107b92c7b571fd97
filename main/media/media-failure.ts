import type { Failure, FailureReason } from '../../contract/model/failure.ts';
import { NoMediaAccount } from './media-sources.ts';

const noNetwork: ReadonlySet<FailureReason> = new Set([
  'host-unknown',
  'connection-refused',
  'connection-timed-out',
  'connection-lost',
  'provider-busy',
]);

/** Whatever keeps us from the server: it is not here, and cannot be had now. */
export function mediaFailure(error: unknown, read: (error: unknown) => { readonly failure: Failure } | null): Failure | null {
  if (error instanceof NoMediaAccount) return { reason: 'media-offline' };
  const failure = read(error)?.failure ?? null;
  if (!failure || !noNetwork.has(failure.reason)) return failure;
  return { reason: 'media-offline', technical: failure.technical ?? failure.reason };
}
