import type { z } from 'zod';

/** What one end of a channel serves (calls) and announces (events). */
export interface Side {
  readonly calls: Readonly<Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>>;
  readonly events: Readonly<Record<string, z.ZodType>>;
}

export type CallName<S extends Side> = keyof S['calls'] & string;
export type EventName<S extends Side> = keyof S['events'] & string;
export type CallInput<S extends Side, N extends CallName<S>> = z.infer<S['calls'][N]['input']>;
export type CallOutput<S extends Side, N extends CallName<S>> = z.infer<S['calls'][N]['output']>;
export type EventPayload<S extends Side, N extends EventName<S>> = z.infer<S['events'][N]>;

export type Handlers<S extends Side> = { readonly [N in CallName<S>]: (input: CallInput<S, N>) => CallOutput<S, N> | Promise<CallOutput<S, N>> };

/** The handlers of one namespace: `HandlersOf<typeof mainSide, 'voice'>` has `voice.dial`, `voice.answer` … */
export type HandlersOf<S extends Side, P extends string> = Pick<Handlers<S>, Extract<CallName<S>, `${P}.${string}`>>;
