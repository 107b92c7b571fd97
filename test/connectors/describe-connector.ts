import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InboundEvent, SendResult } from '../../main/channel.ts';
import { ConnectorError, type Connector } from '../../main/connectors/connector.ts';
import type { Ability, Fate, ProviderWorld } from './provider-world.ts';
import { createSink, read, type Sink } from './sink.ts';

/** At once, for a machine that is busy with other things as well. */
const promptMs = 3_000;
const many = 80;
/** Any order will do, as long as it is the same twice. */
const inOrder = (a: string | null, b: string | null): number => (a ?? '').localeCompare(b ?? '');

const messagesOf = (events: readonly InboundEvent[]) => events.filter((event) => event.type === 'message');
const subjectsOf = (events: readonly InboundEvent[]): (string | null)[] => messagesOf(events).map(({ message }) => message.subject);

const fates: readonly (readonly [Fate, SendResult['outcome'], isHandedOver: boolean, arrived: number])[] = [
  ['refused-recipient', 'refused', false, 0],
  ['refused-content', 'refused', true, 0],
  ['later', 'later', false, 0],
  ['beforeData', 'later', false, 0],
  ['afterData', 'unknown', true, 0],
  ['delivered', 'unknown', true, 1],
  ['partly', 'accepted', true, 1],
];

/** What every connector must do, whatever provider it speaks to. */
export function describeConnector(name: string, makeWorld: () => Promise<ProviderWorld>, lacks: readonly Ability[] = []): void {
  const itWith = (ability: Ability) => (lacks.includes(ability) ? () => undefined : it);
  describe(`${name}, as every connector`, () => {
    let world: ProviderWorld;
    let connector: Connector;
    let sink: Sink;
    beforeEach(async () => {
      world = await makeWorld();
      connector = world.open();
      sink = createSink();
    });
    afterEach(async () => {
      world.stall?.(false);
      await connector[Symbol.asyncDispose]();
      sink[Symbol.dispose]();
      await world[Symbol.asyncDispose]();
    });
    const reopen = async (): Promise<void> => {
      await connector[Symbol.asyncDispose]();
      connector = world.open();
    };

    describe('reading', () => {
      it('brings everything, the newest first, and says when it has looked through all of it', async () => {
        const put = await world.put(many);
        const [first] = await firstBatches(1);
        expect(subjectsOf(first!.events).toSorted(inOrder)).toEqual(put.slice(-subjectsOf(first!.events).length).toSorted(inOrder));
        expect(first!.events.length).toBeGreaterThan(0);
        const rounds: boolean[] = [];
        for await (const batch of connector.pull(sink.cursor, { messages: 1_000 }, new AbortController().signal)) {
          sink.take(batch);
          rounds.push(batch.isRoundDone);
        }
        await read(connector, sink);
        expect(sink.subjects().toSorted()).toEqual([...put].toSorted());
        expect(messagesOf(sink.events)).toHaveLength(many);
        const ends: boolean[] = [];
        for await (const batch of connector.pull(sink.cursor, { messages: 1_000 }, new AbortController().signal)) ends.push(batch.isRoundDone);
        expect(ends.at(-1)).toBe(true);
      });

      it('says of an empty account that it is', async () => {
        let last = null;
        for await (const batch of connector.pull(null, { messages: 10 }, new AbortController().signal)) {
          expect(batch.events).toEqual([]);
          last = batch;
        }
        expect(last).toMatchObject({ isRoundDone: true, progress: null });
      });

      it('brings only what is new, also after a restart', async () => {
        await world.put(3);
        await read(connector, sink);
        const before = sink.events.length;
        await read(connector, sink);
        expect(messagesOf(sink.events.slice(before))).toEqual([]);
        const [fresh] = await world.put(1);
        await reopen();
        await read(connector, sink);
        expect(subjectsOf(sink.events.slice(before))).toEqual([fresh]);
      });

      it('keeps a cursor that is JSON, and the same where nothing happened', async () => {
        await world.put(3);
        await read(connector, sink);
        const cursors: unknown[] = [];
        for (let round = 0; round < 2; round += 1) {
          for await (const batch of connector.pull(sink.cursor, { messages: 10 }, new AbortController().signal)) {
            expect(JSON.parse(JSON.stringify(batch.cursor))).toEqual(batch.cursor);
            cursors.push(batch.cursor);
          }
        }
        expect(cursors.at(-1)).toEqual(sink.cursor);
      });

      it('brings no more than it may', async () => {
        await world.put(many);
        for (const messages of [10, 30]) {
          let brought = 0;
          for await (const batch of connector.pull(sink.cursor, { messages }, new AbortController().signal)) {
            sink.take(batch);
            brought += messagesOf(batch.events).length;
          }
          expect(brought).toBeLessThanOrEqual(messages);
          if (!connector.backfill) continue;
          brought = 0;
          for await (const batch of connector.backfill(sink.cursor, { messages }, new AbortController().signal)) {
            sink.take(batch);
            brought += messagesOf(batch.events).length;
          }
          expect(brought).toBeGreaterThan(0);
          expect(brought).toBeLessThanOrEqual(messages);
        }
        await read(connector, sink, { messages: 25 });
        expect(sink.subjects()).toHaveLength(many);
      });

      it('goes on behind the last batch that was kept, wherever it was cut off between two', async () => {
        const put = await world.put(many);
        using whole = createSink();
        const batches = await read(connector, whole);
        for (let kept = 1; kept < batches; kept += 1) {
          using part = createSink();
          await reopen();
          await read(connector, part, { mostBatches: kept });
          await reopen();
          await read(connector, part);
          expect(part.subjects().toSorted(), `after ${kept} batches`).toEqual([...put].toSorted());
          expect(messagesOf(part.events), `after ${kept} batches`).toHaveLength(many);
        }
      });

      itWith('connection')('says that it broke off in the middle, and brings the rest the next time', async () => {
        const put = await world.put(many);
        let broken = 0;
        for (const at of [0.05, 0.3, 0.6, 0.95]) {
          using part = createSink();
          await reopen();
          world.breakReading?.(at);
          await read(connector, part).catch((error: unknown) => {
            expect(error).toBeInstanceOf(ConnectorError);
            expect((error as ConnectorError).isAuth).toBe(false);
            broken += 1;
          });
          await reopen();
          await read(connector, part);
          expect(part.subjects().toSorted(), `broken at ${at}`).toEqual([...put].toSorted());
          expect(messagesOf(part.events), `broken at ${at}`).toHaveLength(many);
        }
        expect(broken).toBeGreaterThan(1);
      });

      it('calls the same message the same: brought twice it is there once', async () => {
        await world.put(5);
        await read(connector, sink);
        const before = sink.messages();
        await reopen();
        // What was brought was not kept: it comes again.
        for await (const batch of connector.pull(null, { messages: 100 }, new AbortController().signal)) sink.take(batch);
        expect(sink.messages()).toEqual(before);
        const ids = Map.groupBy(messagesOf(sink.events), ({ place }) => place);
        expect([...ids.values()].map((same) => new Set(same.map(({ message }) => message.externalId)).size)).toEqual([1, 1, 1, 1, 1]);
      });

      itWith('expiry')('begins anew where its cursor is void, and nothing is there twice or gone', async () => {
        await world.put(5);
        await read(connector, sink);
        const before = sink.messages();
        await world.expireCursors?.();
        const [fresh] = await world.put(1);
        await reopen();
        await read(connector, sink);
        await read(connector, sink);
        expect(sink.messages().slice(0, 5)).toEqual(before);
        expect(sink.subjects().slice(5)).toEqual([fresh]);
      });

      it('begins anew where its cursor is none of its own', async () => {
        await world.put(2);
        const found: InboundEvent[] = [];
        for await (const batch of connector.pull({ what: 'is this' }, { messages: 10 }, new AbortController().signal)) found.push(...batch.events);
        expect(messagesOf(found)).toHaveLength(2);
      });

      it('follows what others do: read, removed, moved', async () => {
        const [read1, removed, moved, stays] = await world.put(4);
        await read(connector, sink);
        const before = sink.messages();
        await world.markRead(read1!);
        await world.remove?.(removed!);
        await world.move?.(moved!);
        await read(connector, sink);
        await read(connector, sink);
        const left = lacks.includes('removal') ? [read1, removed, moved, stays] : [read1, moved, stays];
        expect(sink.messages()).toEqual(
          left.map((subject) => {
            const was = before.find((message) => message.subject === subject)!;
            return subject === read1 ? { ...was, isUnread: false } : was;
          }),
        );
      });
    });

    describe('a provider that does not want to', () => {
      itWith('login')('refuses the login: that is said, nothing is lost, and it goes on when it is let in', async () => {
        await world.put(3);
        await read(connector, sink);
        world.refuseLogin?.(true);
        await reopen();
        await expect(read(connector, sink)).rejects.toMatchObject({ isAuth: true });
        await expect(connector.test(new AbortController().signal)).rejects.toMatchObject({ isAuth: true });
        expect(sink.subjects()).toHaveLength(3);
        const sent = await send(world.item('Not let in', 'accepted'));
        expect(sent.result).toMatchObject({ outcome: 'auth' });
        expect(sent.isHandedOver).toBe(false);
        world.refuseLogin?.(false);
        await world.put(1);
        await reopen();
        await read(connector, sink);
        expect(sink.subjects()).toHaveLength(4);
        await connector.test(new AbortController().signal);
      });

      it('asks for patience, and is given it', async () => {
        if (!world.askPatience) return;
        world.askPatience(90_000);
        await expect(read(connector, sink)).rejects.toMatchObject({ isAuth: false, afterMs: 90_000 });
        expect((await send(world.item('Patience', 'accepted'))).result).toMatchObject({ outcome: 'later', afterMs: 90_000 });
        world.askPatience(null);
        await read(connector, sink);
      });
    });

    describe('being woken', () => {
      it('says when, never what, and ends with its signal', async () => {
        if (!connector.wake) return;
        const end = new AbortController();
        let hints = 0;
        const waking = connector.wake(() => void (hints += 1), end.signal);
        // Once it listens: what came before the listening began is not missed.
        await until(() => hints > 0);
        const heard = hints;
        await world.put(1);
        await until(() => hints > heard);
        expect(sink.events).toEqual([]);
        end.abort();
        await promptly(waking);
      });
    });

    describe('sending', () => {
      it('hands over what is then there once, and says so before', async () => {
        const { result, isHandedOver } = await send(world.item('Hello', 'accepted'));
        expect([result, isHandedOver]).toEqual([{ outcome: 'accepted', failure: null }, true]);
        expect(await world.delivered()).toEqual(['Hello']);
      });

      it.each(fates.filter(([fate]) => !lacks.includes(fate)))('%s: %s', async (fate, outcome, handedOver, arrived) => {
        const { result, isHandedOver } = await send(world.item(fate, fate));
        expect(result.outcome).toBe(outcome);
        expect(isHandedOver).toBe(handedOver);
        if (fate !== 'accepted') expect(result.failure).not.toBeNull();
        expect(await world.delivered()).toHaveLength(arrived);
      });

      itWith('hang')('that has no answer is unknown, never accepted nor refused', async () => {
        const end = new AbortController();
        const sending = send(world.item('Hang', 'hang'), end.signal);
        await until(() => handedOver);
        end.abort();
        const { result } = await promptly(sending);
        expect(result.outcome).toBe('unknown');
      });

      it('of what is too large is refused, and nothing leaves', async () => {
        const { result } = await send({
          ...world.item('Large', 'accepted'),
          text: 'x'
            .repeat(79)
            .concat('\n')
            .repeat(world.oversize / 80),
        });
        expect(result).toMatchObject({ outcome: 'refused', failure: { reason: 'message-too-large' } });
        expect(await world.delivered()).toEqual([]);
      });

      it('is stopped where nobody wants it any more', async () => {
        const result = await connector.send(world.item('Taken back', 'accepted'), new AbortController().signal, () => {
          throw new Error('taken back');
        });
        expect(result.outcome).not.toBe('accepted');
        expect(await world.delivered()).toEqual([]);
      });
    });

    describe('what nobody knew', () => {
      it('is found where its copy is, and not found where it is not; a copy is filed once', async () => {
        if (!connector.settle || !connector.keepCopy) return;
        const { signal } = new AbortController();
        const item = world.item('Perhaps', 'delivered');
        expect((await connector.settle(item, signal)).outcome).toBe('unknown');
        await connector.keepCopy(item, signal);
        await connector.keepCopy(item, signal);
        expect((await connector.settle(item, signal)).outcome).toBe('accepted');
        expect((await connector.settle(world.item('Never', 'afterData'), signal)).outcome).toBe('unknown');
        await read(connector, sink);
        expect(subjectsOf(sink.events)).toEqual(['Perhaps']);
      });
    });

    describe('ended', () => {
      it('before it began, it does nothing and throws nothing', async () => {
        await world.put(3);
        const { signal } = { signal: AbortSignal.abort() };
        await promptly(
          (async () => {
            for await (const batch of connector.pull(null, { messages: 10 }, signal)) sink.take(batch);
          })(),
        );
        if (connector.wake) await promptly(connector.wake(() => undefined, signal));
        const { result, isHandedOver } = await promptly(send(world.item('Aborted', 'accepted'), signal));
        expect(result.outcome).not.toBe('accepted');
        expect(isHandedOver).toBe(false);
        expect(await world.delivered()).toEqual([]);
      });

      it('at any moment, it ends at once and throws nothing afterwards', async () => {
        await world.put(many);
        for (const afterMs of [0, 2, 5, 10, 20, 40, 80, 160]) {
          const end = new AbortController();
          await reopen();
          const reading = (async () => {
            for await (const _ of connector.pull(null, { messages: 1_000 }, end.signal)) if (end.signal.aborted) break;
          })();
          await wait(afterMs);
          end.abort();
          await promptly(reading);
        }
        await reopen();
        await read(connector, sink);
        expect(sink.subjects()).toHaveLength(many);
      });

      itWith('connection')('while the provider says nothing, everything ends at once, and so does the connector', async () => {
        await world.put(3);
        await read(connector, sink);
        world.stall?.(true);
        const end = new AbortController();
        const reading = (async () => {
          for await (const _ of connector.pull(sink.cursor, { messages: 10 }, end.signal)) if (end.signal.aborted) break;
        })();
        const settling = connector.settle?.(world.item('Lost', 'delivered'), end.signal);
        const sending = send(world.item('Silence', 'accepted'), end.signal);
        await wait(200);
        end.abort();
        await promptly(reading);
        expect((await promptly(Promise.resolve(settling)))?.outcome).not.toBe('accepted');
        expect((await promptly(sending)).result.outcome).not.toMatch(/accepted|refused/);
        const open = connector.pull(sink.cursor, { messages: 10 }, new AbortController().signal)[Symbol.asyncIterator]().next();
        open.catch(() => undefined);
        await wait(50);
        await promptly(Promise.resolve(connector[Symbol.asyncDispose]()));
      });
    });

    let handedOver = false;
    async function send(
      item: Parameters<Connector['send']>[0],
      signal: AbortSignal = new AbortController().signal,
    ): Promise<{ result: SendResult; isHandedOver: boolean }> {
      handedOver = false;
      const result = await connector.send(item, signal, () => void (handedOver = true));
      return { result, isHandedOver: handedOver };
    }

    async function firstBatches(count: number) {
      const found = [];
      for await (const batch of connector.pull(null, { messages: 1_000 }, new AbortController().signal)) {
        found.push(batch);
        if (found.length === count) break;
      }
      return found;
    }
  });
}

async function until(fits: () => boolean): Promise<void> {
  await expect.poll(fits, { timeout: 10_000, interval: 10 }).toBe(true);
}

async function promptly<T>(work: Promise<T>): Promise<T> {
  const late = new AbortController();
  try {
    return await Promise.race([
      work,
      wait(promptMs, undefined, { signal: late.signal, ref: false }).then((): never => {
        throw new Error(`not within ${promptMs} ms`);
      }),
    ]);
  } finally {
    late.abort();
  }
}
