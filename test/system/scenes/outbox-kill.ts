import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createSeededRandom } from '../../fakes/sip-mutations.ts';
import { createTestFolder } from '../../fakes/test-core.ts';
import type { FaultyMta } from '../testbed/faulty-mta.ts';
import type { Mailbed } from '../testbed/mailbed.ts';
import type { Order, Said, Standing } from './outbox-child.ts';

export interface KillResult {
  readonly kills: number;
  /** Said to be on disk. */
  readonly written: number;
  /** Of those: neither in the recipient's mailbox, nor refused, nor listed as unknown. */
  readonly lost: readonly string[];
  /** More than once in the recipient's mailbox. */
  readonly doubled: readonly string[];
  /** What is shown is not what happened: accepted and not there, or unknown and in no list. */
  readonly wrong: readonly string[];
  /** Still on its way when everything had come to rest. */
  readonly unfinished: readonly string[];
  /** How many ended as what. `unknown`: left to a person, because nobody can know. */
  readonly ended: Readonly<Record<string, number>>;
}

/** How the server treats them; '' = as it should. */
const tags = ['', '', '', '', '', '', '', '', '+once451', '+451', '+550', '+data554', '+cut', '+lost', '+hang'];
/** A desk is given this long to write and send before it is killed, or less. */
const mostRunMs = 900;
/** The last desks are in a hurry, so that patience, looking and giving up come to their end. */
const speed = 20;
const dayMs = 24 * 3_600_000;
const limitMs = 240_000;
const restMs = 3_000;

interface Desk {
  readonly child: ChildProcess;
  ask(order: Order | 'report'): void;
  /** What it said first that fits; rejects where it ends before. */
  said<T>(fits: (said: Said) => T | undefined): Promise<T>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

function startDesk(args: readonly string[], onWritten: (subject: string) => void): Desk {
  const child = fork(join(import.meta.dirname, 'outbox-child.ts'), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const listeners = new Set<(said: Said) => void>();
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.on('message', (said: Said) => {
    if ('written' in said) onWritten(said.written);
    if ('failed' in said) throw new Error(said.failed);
    for (const listener of listeners) listener(said);
  });
  return {
    child,
    ask: (order) => void (child.connected && child.send(order)),
    said: (fits) =>
      new Promise((resolve, reject) => {
        const listen = (each: Said): void => {
          const fitting = fits(each);
          if (fitting === undefined) return;
          listeners.delete(listen);
          resolve(fitting);
        };
        listeners.add(listen);
        void ended.then(() => reject(new Error('the desk ended')));
      }),
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

/** Mails go out through a server that fails on command while the desk is killed again and again; in the end every one of them has become something. */
export async function killWhileSending(
  { bed, mta }: { bed: Mailbed; mta: FaultyMta },
  { mails, kills, seed }: { mails: number; kills: number; seed: number },
): Promise<KillResult> {
  using folder = createTestFolder();
  const random = createSeededRandom(seed);
  const written = new Set<string>();
  const orders: Order[] = Array.from({ length: mails }, (_, n) => {
    const tag = tags[Math.floor(random() * tags.length)] ?? '';
    return { subject: `mail ${n}${tag}`, to: `customer${tag}@test.invalid` };
  });
  const start = (pace = 1, aheadMs = 0): Desk =>
    startDesk([folder.path, String(mta.port), String(pace), String(aheadMs)], (subject) => written.add(subject));

  /** Writes what is not on disk yet: what was not acknowledged may be, or not. */
  async function write(desk: Desk, most: number): Promise<void> {
    const onDisk = new Set(await desk.said((said) => ('ready' in said ? said.ready : undefined)));
    for (const subject of onDisk) written.add(subject);
    for (const order of orders.filter(({ subject }) => !onDisk.has(subject)).slice(0, most)) desk.ask(order);
  }

  for (let kill = 0; kill < kills; kill += 1) {
    const desk = start();
    // Some are killed while they start; the others whenever.
    if (random() < 0.1) await wait(random() * mostRunMs);
    else {
      await write(desk, Math.ceil((mails - written.size) / (kills - kill)));
      await wait(random() * mostRunMs);
    }
    await desk.kill('SIGKILL');
  }

  const settling = start(speed);
  await write(settling, mails);
  await atRest(settling, ({ delivery, subject }) => delivery === 'sending' || (delivery === 'queued' && !subject.endsWith('+451')), mails);
  await settling.kill('SIGTERM');
  // A day later what was never taken in is given up, and the last look for the rest is over.
  const last = start(speed, dayMs + speed * limitMs);
  await write(last, 0);
  const standings = await atRest(last, ({ delivery }) => delivery === 'sending' || delivery === 'queued', mails);
  await last.kill('SIGTERM');
  return { kills, written: written.size, ...judge(standings, { written, arrived: await subjectsOf(bed) }) };
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Until nothing moves any more, and for a while after. */
async function atRest(desk: Desk, isMoving: (standing: Standing) => boolean, mails: number): Promise<readonly Standing[]> {
  const deadline = Date.now() + limitMs;
  let before = '';
  let since = Date.now();
  for (;;) {
    desk.ask('report');
    const standings = await desk.said((said) => ('standings' in said ? said.standings : undefined));
    const now = JSON.stringify(standings);
    if (now !== before || standings.length < mails || standings.some(isMoving)) since = Date.now();
    before = now;
    if (Date.now() - since > restMs || Date.now() > deadline) return standings;
    await wait(200);
  }
}

function judge(standings: readonly Standing[], { written, arrived }: { written: ReadonlySet<string>; arrived: readonly string[] }) {
  const times = Map.groupBy(arrived, (subject) => subject);
  const of = new Map(standings.map((standing) => [standing.subject, standing]));
  const say = (subject: string): string => `${subject}: ${of.get(subject)?.delivery ?? 'gone'}, arrived ${times.get(subject)?.length ?? 0}`;
  const isOpen = ({ delivery, isListed }: Standing): boolean => ['refused', 'unknown'].includes(delivery) && isListed;
  const isLost = (subject: string): boolean => !times.has(subject) && !(of.has(subject) && isOpen(of.get(subject)!));
  const isWrong = ({ subject, delivery, isListed }: Standing): boolean =>
    (delivery === 'accepted' && !times.has(subject)) || (delivery === 'refused' && times.has(subject)) || (delivery === 'unknown' && !isListed);
  return {
    lost: [...written].filter(isLost).map(say),
    doubled: [...times].filter(([, all]) => all.length > 1).map(([subject]) => say(subject)),
    wrong: standings.filter(isWrong).map(({ subject }) => say(subject)),
    unfinished: standings.filter(({ delivery }) => delivery === 'queued' || delivery === 'sending').map(({ subject }) => say(subject)),
    ended: Object.fromEntries([...Map.groupBy(standings, ({ delivery }) => delivery)].map(([delivery, all]) => [delivery, all.length])),
  };
}

async function subjectsOf(bed: Mailbed): Promise<string[]> {
  await using box = await bed.open('customer');
  await box.mailboxOpen('INBOX');
  const all = await box.fetchAll('1:*', { envelope: true });
  return all.map(({ envelope }) => envelope?.subject ?? '');
}
