import { ContractError } from '../../contract/errors.ts';
import type { CallSession } from './call-session.ts';
import { HoldRefused } from './hold-refused.ts';

/** Everybody who is up is asked; throws the first refusal as ContractError refused. */
export async function setHeld(calls: readonly CallSession[], isHeld: boolean): Promise<void> {
  const answers = await Promise.allSettled(calls.filter(({ isEstablished }) => isEstablished).map((call) => call.setHeld(isHeld)));
  for (const answer of answers) if (answer.status === 'rejected') throw refusalOf(answer.reason);
}

function refusalOf(error: unknown): unknown {
  return error instanceof HoldRefused ? new ContractError('refused', { failure: error.failure }) : error;
}
