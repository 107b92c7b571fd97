import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createTestFolder } from '../../fakes/test-core.ts';
import { createSeededRandom } from '../../fakes/sip-mutations.ts';
import type { FaultyMta } from '../testbed/faulty-mta.ts';
import type { Mailbed } from '../testbed/mailbed.ts';
import type { Order } from './outbox-child.ts';

export interface KillResult {
  readonly kills: number;
  /** Said to be on disk by a desk that was killed afterwards, or later. */
  readonly written: number;
  /** Of those: neither in the recipient's mailbox, nor refused, nor listed as unknown. */
  readonly lost: readonly string[];
  /** More than once in the recipient's mailbox. */
  readonly doubled: readonly string[];
  /** Left to a person, because nobody can know. */
  readonly unknown: number;
}

type Said = { readonly ready?: true; readonly written?: string; readonly outbox?: readonly { readonly subject: string; readonly state: string }[] };

/** How the server treats them; '' = as it should. */
const tags = ['', '', '', '', '', '', '+once451', '+550', '+data554', '+cut', '+lost'];
/** Waited for at most, whatever the server does. */
const settleMs = 60_000;

/** Mails go out through a server that fails on command while the desk is killed again and again. */
export async function killWhileSending(
  { bed, mta }: { bed: Mailbed; mta: FaultyMta },
  { mails, kills, seed }: { mails: number; kills: number; seed: number },
): Promise<KillResult> {
  using folder = createTestFolder();
  const random = createSeededRandom(seed);
  const written = new Set<string>();
  const tagOf = new Map<string, string>();
  const start = async (): Promise<{
    child: ChildProcess;
    ask(order: Order | 'report' | 'hurry'): void;
    said(fits: (said: Said) => boolean): Promise<Said>;
  }> => {
    const child = fork(join(import.meta.dirname, 'outbox-child.ts'), [folder.path, String(mta.port)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const listeners = new Set<(said: Said) => void>();
    child.on('message', (said: Said) => {
      if (said.written) written.add(said.written);
      for (const listener of listeners) listener(said);
    });
    const said = (fits: (said: Said) => boolean): Promise<Said> =>
      new Promise((resolve, reject) => {
        const listen = (each: Said): void => {
          if (!fits(each)) return;
          listeners.delete(listen);
          resolve(each);
        };
        listeners.add(listen);
        child.once('exit', () => reject(new Error('the desk ended by itself')));
      });
    await said(({ ready }) => ready === true);
    return { child, ask: (order) => void child.send(order), said };
  };

  let asked = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const desk = await start();
    const share = Math.ceil((mails - asked) / (kills - kill));
    for (let n = 0; n < share; n += 1) {
      const subject = `mail ${asked}`;
      const tag = tags[Math.floor(random() * tags.length)] ?? '';
      tagOf.set(subject, tag);
      asked += 1;
      desk.ask({ subject, to: `customer${tag}@test.invalid` });
    }
    await new Promise((done) => setTimeout(done, Math.floor(random() ** 2 * 400)));
    const ended = new Promise((done) => desk.child.once('exit', done));
    desk.child.kill('SIGKILL');
    await ended;
  }

  const last = await start();
  const until = Date.now() + settleMs;
  let left: NonNullable<Said['outbox']> = [];
  for (;;) {
    last.ask('hurry');
    last.ask('report');
    left = (await last.said(({ outbox }) => outbox !== undefined)).outbox ?? [];
    const isMoving = left.some(({ state }) => state === 'queued' || state === 'sending');
    if (!isMoving || Date.now() > until) break;
    await new Promise((done) => setTimeout(done, 250));
  }
  const ended = new Promise((done) => last.child.once('exit', done));
  last.child.kill('SIGTERM');
  await ended;

  const arrived = Map.groupBy(await subjectsOf(bed), (subject) => subject);
  const stateOf = new Map(left.map(({ subject, state }) => [subject, state]));
  const isAccounted = (subject: string): boolean => arrived.has(subject) || ['unknown', 'refused'].includes(stateOf.get(subject) ?? '');
  return {
    kills,
    written: written.size,
    lost: [...written]
      .filter((subject) => !isAccounted(subject))
      .map((subject) => `${subject}${tagOf.get(subject) ?? ''} ${stateOf.get(subject) ?? 'gone'}`),
    doubled: [...arrived].filter(([, all]) => all.length > 1).map(([subject]) => `${subject}${tagOf.get(subject) ?? ''}`),
    unknown: left.filter(({ state }) => state === 'unknown').length,
  };
}

async function subjectsOf(bed: Mailbed): Promise<string[]> {
  await using box = await bed.open('customer');
  await box.mailboxOpen('INBOX');
  const all = await box.fetchAll('1:*', { envelope: true });
  return all.map(({ envelope }) => envelope?.subject ?? '');
}
