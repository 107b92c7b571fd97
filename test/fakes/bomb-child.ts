/** Reads one mail in a process of its own, so that what it took of memory is known. Told which on the command line; prints what it took as JSON. */
import { createMailParser } from '../../main/connectors/email-imap/mail-parser.ts';
import { createSystemClock } from '../../main/lib/system-clock.ts';
import { createRecordingLogger } from './memory-ports.ts';
import { mailBombs } from './mail-bombs.ts';

export interface BombReading {
  /** Of the whole process, its threads included: what a busy machine cannot make longer. */
  readonly cpuMs: number;
  readonly growthMb: number;
  readonly subject: string | null;
  readonly from: string | null;
  readonly text: string;
  /** The next mail, as if nothing had been. */
  readonly after: string | null;
}

const mb = 1_048_576;
const name = process.argv[2];
const bomb = mailBombs.find((each) => each.name === name);
if (!bomb) throw new Error(`no bomb ${name}`);
await using parser = createMailParser({ clock: createSystemClock(), logger: createRecordingLogger() });
const plain = (subject: string): Uint8Array => new Uint8Array(Buffer.from(`From: a@example.org\r\nSubject: ${subject}\r\n\r\nfine`));
// Both parsers are there before anything is measured.
await parser.parse([
  plain('warm'),
  new Uint8Array(Buffer.from('From: a@example.org\r\nAuto-Submitted: auto-replied\r\nContent-Type: text/html\r\n\r\n<p>x')),
]);
const raw = new Uint8Array(bomb.make());
const before = process.memoryUsage.rss();
let peak = before;
const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 2);
const began = process.cpuUsage();
const [mail] = await parser.parse([raw]);
// What is shown of its HTML is cleaned in the same thread.
if (mail?.html) await parser.clean(mail.html);
const { user, system } = process.cpuUsage(began);
clearInterval(sampling);
peak = Math.max(peak, process.memoryUsage.rss());
const [after] = await parser.parse([plain('after')]);
const reading: BombReading = {
  cpuMs: Math.round((user + system) / 1_000),
  growthMb: Math.round((peak - before) / mb),
  subject: mail?.subject?.slice(0, 100) ?? null,
  from: mail?.from?.address.slice(0, 100) ?? null,
  text: mail?.text.slice(0, 100) ?? '',
  after: after?.subject ?? null,
};
process.stdout.write(JSON.stringify(reading));
