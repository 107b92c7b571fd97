// The first reading of a mailbox of 20,000 mails, beside mbsync, and mbsync with notmuch, in turns within one run.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { addMailbox } from '../system/scenes/mailbox.ts';
import { mailPassword, mailPorts, startMailbed } from '../system/testbed/mailbed.ts';
import { startBuiltCore } from './figures/built-core.ts';
import { median, report } from './figures/report.ts';
import { seedMails } from './figures/seed-mails.ts';

const mails = Number(process.env['MAILS'] ?? 20_000);
const rounds = Number(process.env['ROUNDS'] ?? 3);
const limitMs = 600_000;

interface Peer {
  readonly mbsyncMs: number;
  readonly notmuchMs: number;
}

function measurePeers(): Peer {
  const folder = mkdtempSync(join(tmpdir(), 'threadline-mail-bench-'));
  try {
    return measurePeersIn(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measurePeersIn(folder: string): Peer {
  const store = join(folder, 'mbsync');
  mkdirSync(store, { recursive: true });
  const config = join(folder, 'mbsyncrc');
  writeFileSync(
    config,
    `FSync no
IMAPAccount big
Host 127.0.0.1
Port ${mailPorts.imap}
User big@test.invalid
Pass ${mailPassword}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account big

MaildirStore near
Path ${store}/
Inbox ${store}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
`,
  );
  const time = (run: () => void): number => {
    const began = performance.now();
    run();
    return performance.now() - began;
  };
  const mbsyncMs = time(() => execFileSync('mbsync', ['-c', config, '-q', 'all'], { stdio: ['ignore', 'ignore', 'inherit'] }));
  const notmuch = join(folder, 'notmuch-config');
  writeFileSync(notmuch, `[database]\npath=${store}\n[user]\nname=x\nprimary_email=big@test.invalid\n[new]\ntags=new\n`);
  const notmuchMs = time(() => execFileSync('notmuch', ['--config', notmuch, 'new', '--quiet'], { stdio: ['ignore', 'ignore', 'inherit'] }));
  return { mbsyncMs, notmuchMs };
}

interface Ours {
  readonly firstMs: number;
  readonly allMs: number;
  readonly stallMs: number;
}

async function measureOurs(): Promise<Ours> {
  await using core = await startBuiltCore();
  const stalled = core.watchLoop();
  const began = performance.now();
  await addMailbox(core, 'big');
  const look = new Sqlite(join(core.dataFolder, 'threadline.db'), { readonly: true });
  const count = look.prepare<[], { n: number }>('SELECT count(*) AS n FROM mails');
  let firstMs = 0;
  for (;;) {
    const { n } = count.get() ?? { n: 0 };
    if (firstMs === 0 && n >= Math.min(50, mails)) firstMs = performance.now() - began;
    if (n >= mails) break;
    if (performance.now() - began > limitMs) throw new Error(`${n} of ${mails} mails after ${limitMs} ms`);
    await new Promise((again) => setTimeout(again, firstMs === 0 ? 5 : 50));
  }
  const allMs = performance.now() - began;
  look.close();
  return { firstMs, allMs, stallMs: await stalled() };
}

await using bed = await startMailbed();
seedMails(bed.mailbox('big'), mails);
// What was just written is on the disk before anybody is measured.
execFileSync('sync');
// The server's own index is made once, for whoever comes first: for neither of them.
{
  await using box = await bed.open('big');
  await box.mailboxOpen('INBOX');
}
const ours: Ours[] = [];
const peers: Peer[] = [];
// In turns, and who is first changes: what the machine does meanwhile meets both.
for (let round = 0; round < rounds; round += 1) {
  if (round % 2 === 1) peers.push(measurePeers());
  ours.push(await measureOurs());
  if (round % 2 === 0) peers.push(measurePeers());
}
const allMs = ours.map((one) => one.allMs);
const firstMs = ours.map((one) => one.firstMs);
const stallMs = ours.map((one) => one.stallMs);
const mbsyncMs = peers.map((one) => one.mbsyncMs);
const bothMs = peers.map((one) => one.mbsyncMs + one.notmuchMs);
report('mail', {
  'mail.sync_vs_mbsync': { value: median(allMs) / median(mbsyncMs), bar: 1.5, samples: [...allMs, ...mbsyncMs] },
  'mail.sync_vs_mbsync_notmuch': { value: median(allMs) / median(bothMs), bar: 0.33, samples: [...allMs, ...bothMs] },
  'mail.first50_ms': { value: median(firstMs), bar: 1_000, samples: firstMs },
  'mail.loop_stall_ms_p99': { value: median(stallMs), bar: 16, samples: stallMs },
});
