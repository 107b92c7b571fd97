import { z } from 'zod';
import { ContractError } from '../../contract/errors.ts';
import { connect, type Channel, type Connection } from '../../contract/rpc.ts';

const nothing = z.object({});
const number = z.object({ value: z.number() });

/** A side made for the suite: it echoes, counts, fails in each way, and never answers. */
export const servingSide = {
  calls: {
    'serve.echo': { input: z.object({ value: z.unknown() }), output: z.object({ value: z.unknown() }) },
    'serve.count': { input: z.object({ to: z.int() }), output: nothing },
    'serve.doubled': { input: number, output: number },
    'serve.refuse': { input: nothing, output: nothing },
    'serve.crash': { input: nothing, output: nothing },
    'serve.lie': { input: nothing, output: number },
    'serve.misspeak': { input: nothing, output: nothing },
    'serve.never': { input: nothing, output: nothing },
  },
  events: { 'served.counted': number },
};

export const pageSide = {
  calls: { 'page.double': { input: number, output: number } },
  events: {},
};

/** Serves over this channel until it closes. */
export function serve(channel: Channel): void {
  let crashes = 0;
  const connection: Connection<typeof servingSide, typeof pageSide> = connect(channel, {
    own: servingSide,
    peer: pageSide,
    onIncident: (_error, where) => (where === 'serve.crash' ? `crash-${++crashes}` : where),
    handlers: {
      'serve.echo': ({ value }) => ({ value }),
      'serve.count': ({ to }) => {
        for (let value = 1; value <= to; value += 1) connection.emit('served.counted', { value });
        return {};
      },
      'serve.doubled': (input) => connection.call('page.double', input),
      'serve.refuse': () => {
        throw new ContractError('refused', { failure: { reason: 'callee-busy' } });
      },
      'serve.crash': () => {
        throw new Error('a secret of the serving side');
      },
      'serve.lie': () => ({ value: 'no number' }) as never,
      'serve.misspeak': () => {
        throw new ContractError('refused', { failure: { reason: 'no such reason' as never } });
      },
      'serve.never': () => new Promise<never>(() => undefined),
    },
  });
}
