// kill -9 at 300 random moments while 1,000 mails go out through a server that fails on command.
import { killWhileSending } from '../system/scenes/outbox-kill.ts';
import { startFaultyMta } from '../system/testbed/faulty-mta.ts';
import { startMailbed } from '../system/testbed/mailbed.ts';

const seed = Number(process.env['SEED'] ?? 300);
await using bed = await startMailbed();
await using mta = await startFaultyMta();
const { kills, written, lost, doubled, unknown } = await killWhileSending(
  { bed, mta },
  { mails: 1_000, kills: Number(process.env['KILLS'] ?? 300), seed },
);
console.log(
  `killed ${kills} times (seed ${seed}); ${written} mails were on disk: lost ${lost.length}, doubled ${doubled.length}, left to a person ${unknown}`,
);
for (const mail of [...lost, ...doubled]) console.log(`  ${mail}`);
if (lost.length + doubled.length > 0) process.exitCode = 1;
