import type { Failure } from '../../contract/model/failure.ts';

/** Ends an account test with what is shown to the agent. */
export class ProbeFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.reason);
    this.name = 'ProbeFailure';
    this.failure = failure;
  }
}
