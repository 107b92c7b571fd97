import { expect } from 'vitest';
import type { Batch } from '../../../main/connectors/connector.ts';
import { ConnectorError } from '../../../main/connectors/connector.ts';
import type { Credential } from '../../../main/channel.ts';
import { createEmailImap } from '../../../main/connectors/email-imap/email-imap.ts';
import { createMailParser } from '../../../main/connectors/email-imap/mail-parser.ts';
import type { ImapCursor } from '../../../main/connectors/email-imap/mailbox-reader.ts';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';
import { createSeededRandom } from '../../fakes/sip-mutations.ts';
import { startCuttingProxy } from '../testbed/cutting-proxy.ts';
import { mailPassword, mailPorts } from '../testbed/mailbed.ts';

export interface CutsResult {
  /** How often the connection really broke in the middle of something. */
  readonly cuts: number;
  /** Batches that arrived before the end of a run that was cut. */
  readonly kept: number;
}

/**
 * Reads a mailbox again and again, the connection cut at a random byte each time, every committed batch kept as the core keeps it. In the end each mail must have
 * been brought, and none of them twice in committed batches of the same place.
 */
export async function readWithCuts({
  user,
  rounds,
  seed,
  mails,
}: {
  user: string;
  rounds: number;
  seed: number;
  mails: number;
}): Promise<CutsResult> {
  const random = createSeededRandom(seed);
  const clock = createSystemClock();
  await using proxy = await startCuttingProxy(mailPorts.imap);
  await using parser = createMailParser({ clock, logger: createRecordingLogger() });
  const server = (port: number) => ({ host: '127.0.0.1', port, security: 'none' as const });
  const address = `${user}@test.invalid`;
  const password = (): Promise<Credential> => Promise.resolve({ kind: 'password', password: mailPassword });
  const login = { read: password, renew: password };
  const config = {
    imap: server(proxy.port),
    smtp: server(1),
    userName: address,
    from: { name: null, address },
    login,
    folders: null,
    isLeftAsIs: false,
  };
  const { signal } = new AbortController();
  let kept = 0;
  let whole = 0;

  for (let round = 0; round < rounds; round += 1) {
    let cursor: ImapCursor | null = null;
    const places = new Map<string, string>();
    const take = (batch: Batch<ImapCursor>): void => {
      for (const event of batch.events) {
        if (event.type === 'message') {
          expect(places.has(event.place), `brought twice: ${event.place}`).toBe(false);
          places.set(event.place, event.message.externalId);
        } else if (event.type === 'gone') places.delete(event.place);
      }
      cursor = batch.cursor;
      kept += 1;
    };
    const read = async (): Promise<boolean> => {
      await using connector = createEmailImap({ config, parser, logger: createRecordingLogger() });
      let isBehind = false;
      for await (const batch of connector.pull(cursor, { messages: 1_000 }, signal)) {
        take(batch);
        isBehind = batch.progress !== null;
      }
      // As the scheduler does: what a pull does not call missing is not fetched.
      while (isBehind) {
        isBehind = false;
        for await (const batch of connector.backfill!(cursor!, { messages: 200 }, signal)) {
          take(batch);
          isBehind = batch.progress !== null;
        }
      }
      return true;
    };
    // Three cuts a round, each anywhere in what a whole reading takes; then without.
    for (let cut = 0; cut < 3; cut += 1) {
      proxy.cutAfter = Math.floor(random() ** 2 * (whole || 400_000));
      await read().catch((error: unknown) => {
        if (!(error instanceof ConnectorError)) throw error;
      });
    }
    proxy.cutAfter = null;
    expect(await read()).toBe(true);
    expect(places.size).toBe(mails);
    expect(new Set(places.values()).size).toBe(mails);
    whole ||= mails * 2_500;
  }
  return { cuts: proxy.cuts, kept };
}
