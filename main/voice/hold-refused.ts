import type { Failure } from '../../contract/model/failure.ts';

export class HoldRefused extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.reason);
    this.failure = failure;
  }
}
