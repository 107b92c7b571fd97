import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContractError } from '../../contract/errors.ts';
import { connect, type Channel, type Connection } from '../../contract/rpc.ts';
import { pageSide, servingSide } from './sides.ts';

export interface OpenPipe {
  /** The page's end, as the test holds it; the serving end answers with `serve` of sides.ts. */
  readonly page: Channel;
  /** Breaks the pipe; what the page's end had pending is rejected. */
  break(): Promise<void>;
  end(): Promise<void>;
}

/** What every channel owes the contract: one suite, run over memory, a WebSocket and Electron's IPC. */
export function describeChannel(name: string, open: () => Promise<OpenPipe>): void {
  describe(`the contract over ${name}`, () => {
    let pipe: OpenPipe;
    let connection: Connection<typeof pageSide, typeof servingSide>;
    const incidents: string[] = [];

    beforeEach(async () => {
      incidents.length = 0;
      pipe = await open();
      connection = connect(pipe.page, {
        own: pageSide,
        peer: servingSide,
        handlers: { 'page.double': ({ value }) => ({ value: value * 2 }) },
        onIncident: (_error, where) => `incident-${incidents.push(where)}`,
      });
    });
    afterEach(() => pipe.end());

    it('carries every kind of value there and back unharmed', async () => {
      const value = { text: 'Zoë „Łódź“ 😀 \u2028 \0', list: [0, -1.5, null, true], deep: { empty: {}, none: [] } };
      expect(await connection.call('serve.echo', { value })).toEqual({ value });
    });

    it('keeps the order of a thousand events, and of the answer that follows them', async () => {
      const seen: number[] = [];
      connection.on('served.counted', ({ value }) => void seen.push(value));
      await connection.call('serve.count', { to: 1_000 });
      expect(seen).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    });

    it('gives each of many calls in flight its own answer', async () => {
      const answers = await Promise.all(Array.from({ length: 200 }, (_, value) => connection.call('serve.echo', { value })));
      expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: 200 }, (_, value) => value));
    });

    it('is symmetrical: the serving side asks the page and is answered', async () => {
      expect(await connection.call('serve.doubled', { value: 21 })).toEqual({ value: 42 });
    });

    it('brings errors as data: what was meant with its reason, what was not as an incident without its words', async () => {
      const meant = await connection.call('serve.refuse', {}).catch((error: unknown) => error);
      expect(meant).toBeInstanceOf(ContractError);
      expect(meant).toMatchObject({ code: 'refused', failure: { reason: 'callee-busy' } });
      const unexpected = (await connection.call('serve.crash', {}).catch((error: unknown) => error)) as ContractError;
      expect(unexpected).toMatchObject({ code: 'internal', incident: 'crash-1' });
      expect(`${unexpected.message} ${JSON.stringify(unexpected)}`).not.toContain('secret');
    });

    it('refuses input that is not as agreed, naming the field, and calls that do not exist', async () => {
      const refused = connection.call('serve.count', { to: 'many' as never });
      await expect(refused).rejects.toMatchObject({ code: 'invalid-input', failure: { reason: 'field-invalid', field: 'to' } });
      for (const name of ['serve.nothing', 'constructor', '__proto__'])
        await expect(connection.call(name as never, {} as never)).rejects.toMatchObject({ code: 'invalid-input' });
    });

    it('gives its caller no answer and no error that is not as agreed', async () => {
      await expect(connection.call('serve.lie', {})).rejects.toMatchObject({ code: 'internal', incident: 'incident-1' });
      await expect(connection.call('serve.misspeak', {})).rejects.toMatchObject({ code: 'internal', incident: 'incident-2' });
      expect(incidents).toEqual(['serve.lie', 'frame']);
    });

    it('gets over frames that are none', async () => {
      for (const frame of [null, 7, 'text', [], {}, { kind: 'call' }, { kind: 'result', id: 99, output: {} }, { kind: 'event', name: 'x' }])
        pipe.page.send(frame);
      expect(await connection.call('serve.echo', { value: 'still here' })).toEqual({ value: 'still here' });
    });

    it('rejects what is pending when it breaks, and everything after', async () => {
      const pending = connection.call('serve.never', {}).catch((error: unknown) => error);
      await connection.call('serve.echo', { value: 1 });
      await pipe.break();
      expect(await pending).toMatchObject({ code: 'channel-closed' });
      expect(connection.isOpen).toBe(false);
      await expect(connection.call('serve.echo', { value: 1 })).rejects.toMatchObject({ code: 'channel-closed' });
    });
  });
}
