import { z } from 'zod';
import { ContractError, errorSchema } from './errors.ts';
import type { CallInput, CallName, CallOutput, EventName, EventPayload, Handlers, Side } from './side.ts';

/** An ordered, reliable pipe of JSON-like frames: Electron IPC, a WebSocket or memory. */
export interface Channel {
  send(frame: unknown): void;
  onFrame(listener: (frame: unknown) => void): void;
  onClose(listener: () => void): void;
}

const frameSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.int(), name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('result'), id: z.int(), output: z.unknown() }),
  z.object({ kind: z.literal('error'), id: z.int(), error: errorSchema }),
  z.object({ kind: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);
type Frame = z.infer<typeof frameSchema>;
const answerSchema = z.object({ kind: z.enum(['result', 'error']), id: z.int() });

export interface Connection<Own extends Side, Peer extends Side> {
  call<N extends CallName<Peer>>(name: N, input: CallInput<Peer, N>): Promise<CallOutput<Peer, N>>;
  emit<N extends EventName<Own>>(name: N, payload: EventPayload<Own, N>): void;
  /** Returns the function that stops listening. */
  on<N extends EventName<Peer>>(name: N, listener: (payload: EventPayload<Peer, N>) => void): () => void;
  readonly isOpen: boolean;
}

export interface ConnectOptions<Own extends Side, Peer extends Side> {
  readonly own: Own;
  readonly peer: Peer;
  readonly handlers: Handlers<Own>;
  /** Logs what was unexpected and returns the incident number the other side may show. */
  readonly onIncident: (error: unknown, where: string) => string;
}

/** Joins two sides over a channel. Symmetrical; every frame is parsed by its receiver; a closed channel rejects every pending call. */
export function connect<Own extends Side, Peer extends Side>(channel: Channel, options: ConnectOptions<Own, Peer>): Connection<Own, Peer> {
  const { own, peer, handlers, onIncident } = options;
  const pending = new Map<number, { name: string; resolve: (output: never) => void; reject: (error: ContractError) => void }>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  let lastId = 0;
  let isOpen = true;

  async function serve(id: number, name: string, input: unknown): Promise<Frame> {
    const schema = Object.hasOwn(own.calls, name) ? own.calls[name] : undefined;
    const parsed = schema?.input.safeParse(input);
    if (!parsed?.success) {
      const issue = parsed?.error.issues[0];
      const failure = issue ? { reason: 'field-invalid' as const, field: issue.path.join('.').slice(0, 60), technical: issue.code } : undefined;
      return { kind: 'error', id, error: new ContractError('invalid-input', { failure }).toShape() };
    }
    try {
      const handler = handlers[name as CallName<Own>] as (input: unknown) => unknown;
      return { kind: 'result', id, output: await handler(parsed.data) };
    } catch (error) {
      const known = error instanceof ContractError ? error : new ContractError('internal', { incident: onIncident(error, name) });
      return { kind: 'error', id, error: known.toShape() };
    }
  }

  function settle(id: number, use: (call: { name: string; resolve: (output: never) => void; reject: (error: ContractError) => void }) => void): void {
    const call = pending.get(id);
    if (pending.delete(id) && call) use(call);
  }

  channel.onFrame((raw) => {
    const parsed = frameSchema.safeParse(raw);
    if (!parsed.success) {
      const incident = onIncident(parsed.error, 'frame');
      // An answer that cannot be read is an answer all the same: its caller must not wait for ever.
      const answer = answerSchema.safeParse(raw);
      if (answer.success) settle(answer.data.id, ({ reject }) => reject(new ContractError('internal', { incident })));
      return;
    }
    const frame = parsed.data;
    switch (frame.kind) {
      case 'call':
        void serve(frame.id, frame.name, frame.input).then((answer) => isOpen && channel.send(answer));
        return;
      case 'result':
        return settle(frame.id, ({ name, resolve, reject }) => {
          const output = peer.calls[name]?.output.safeParse(frame.output);
          if (output?.success) resolve(output.data as never);
          else reject(new ContractError('internal', { incident: onIncident(output?.error, name) }));
        });
      case 'error':
        return settle(frame.id, ({ reject }) => reject(new ContractError(frame.error.code, frame.error)));
      case 'event': {
        const payload = Object.hasOwn(peer.events, frame.name) ? peer.events[frame.name]?.safeParse(frame.payload) : undefined;
        if (!payload?.success) return void onIncident(payload?.error, frame.name);
        for (const listener of listeners.get(frame.name) ?? []) listener(payload.data as never);
      }
    }
  });

  channel.onClose(() => {
    isOpen = false;
    for (const { reject } of pending.values()) reject(new ContractError('channel-closed'));
    pending.clear();
  });

  return {
    call(name, input) {
      if (!isOpen) return Promise.reject(new ContractError('channel-closed'));
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        pending.set(id, { name, resolve, reject });
        channel.send({ kind: 'call', id, name, input } satisfies Frame);
      });
    },
    emit(name, payload) {
      if (isOpen) channel.send({ kind: 'event', name, payload } satisfies Frame);
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
    get isOpen() {
      return isOpen;
    },
  };
}
