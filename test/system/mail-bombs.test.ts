import { chownSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { largeMail, mailBombs } from '../fakes/mail-bombs.ts';
import { addMailbox, contactOf, upToDate } from './scenes/mailbox.ts';
import { startMailbed } from './testbed/mailbed.ts';
import { startRealCore } from './testbed/real-core.ts';

const corpus = join(import.meta.dirname, '../corpora/mime');
const mb = 1_048_576;

/** Every mail that is there, odd or made to hurt, in one real mailbox: a mail server's delivery would have mended some of them. */
it('103 odd mails, all that are made to hurt and one of 80 MB: all are there, and the program answers meanwhile', async () => {
  await using bed = await startMailbed();
  const maildir = bed.mailbox('agent1');
  // Opened once, so that its folders are made.
  {
    await using box = await bed.open('agent1');
    await box.mailboxOpen('INBOX');
  }
  const { uid, gid } = statSync(maildir);
  const odd = readdirSync(corpus).filter((name) => name.endsWith('.eml'));
  expect(odd).toHaveLength(103);
  const raws = [...odd.map((name) => readFileSync(join(corpus, name))), ...mailBombs.map((bomb) => bomb.make()), largeMail(80)];
  for (const [index, raw] of raws.entries()) {
    const file = join(maildir, 'new', `${1_700_000_000 + index}.M${index}P1.odd`);
    writeFileSync(file, raw);
    chownSync(file, uid, gid);
  }

  await using core = startRealCore();
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const stall = monitorEventLoopDelay({ resolution: 1 });
  stall.enable();
  await addMailbox(core);
  await upToDate(core);
  stall.disable();
  clearInterval(sampling);

  const look = new Sqlite(join(core.dataFolder, 'threadline.db'), { readonly: true });
  const counted = look.prepare<[], { places: number; mails: number; blank: number }>(
    `SELECT (SELECT count(*) FROM message_places) AS places, count(*) AS mails, sum(m.subject IS NULL AND m.text = '') AS blank
     FROM mails l JOIN messages m ON m.id = l.id`,
  );
  const { places, mails, blank } = counted.get() ?? { places: 0, mails: 0, blank: 0 };
  look.close();
  // Several of the corpus are one mail in several forms: the same Message-ID, sender, date and subject are one entry with several places.
  expect(places).toBe(raws.length);
  expect(mails).toBeGreaterThan(100);
  // Something sensible is shown of nearly all: some have neither a subject nor a text.
  expect(blank).toBeLessThan(5);
  // Odd ones are read in threads of their own: the main thread is never held for as long as a person would notice.
  expect(stall.percentile(99) / 1e6).toBeLessThan(50);
  expect((peak - before) / mb).toBeLessThan(400);

  const mallory = await contactOf(core, 'mallory@example.net');
  const { entries } = await core.view.call('timeline.open', { contactId: mallory, before: null, limit: 500 });
  const large = entries.find((entry) => entry.kind === 'message' && entry.subject?.includes('80 megabytes'));
  expect(large).toMatchObject({ text: expect.stringContaining('still here'), attachments: [{ name: 'big.bin', sizeBytes: expect.any(Number) }] });
});
