import { z } from 'zod';
import { failureSchema, type Failure } from './model/failure.ts';

/** The closed set of things that can go wrong with a call over the contract. Errors are data: a code, a reason to put into words, never a stack. */
export const errorCodeSchema = z.enum([
  'invalid-input',
  'not-found',
  'illegal-state',
  'refused',
  'unavailable',
  'timed-out',
  'channel-closed',
  'core-not-started',
  'internal',
]);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

export const errorSchema = z.object({
  code: errorCodeSchema,
  failure: failureSchema.optional(),
  /** Number under which main logged an unexpected exception; only with `internal`. */
  incident: z.string().optional(),
});
export type ContractErrorShape = z.infer<typeof errorSchema>;

/** Thrown on both sides of a channel; travels as {@link ContractErrorShape}. */
export class ContractError extends Error {
  readonly code: ErrorCode;
  readonly failure: Failure | undefined;
  readonly incident: string | undefined;

  constructor(code: ErrorCode, details: { failure?: Failure | undefined; incident?: string | undefined; message?: string } = {}) {
    super(details.message ?? details.failure?.reason ?? code);
    this.name = 'ContractError';
    this.code = code;
    this.failure = details.failure;
    this.incident = details.incident;
  }

  toShape(): ContractErrorShape {
    return {
      code: this.code,
      ...(this.failure ? { failure: this.failure } : {}),
      ...(this.incident ? { incident: this.incident } : {}),
    };
  }
}
