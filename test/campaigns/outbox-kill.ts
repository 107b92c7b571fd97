// kill -9 at 300 random moments while 1,000 mails go out through a server that fails on command.
import { killWhileSending } from '../system/scenes/outbox-kill.ts';
import { startFaultyMta } from '../system/testbed/faulty-mta.ts';
import { startMailbed } from '../system/testbed/mailbed.ts';

const seed = Number(process.env['SEED'] ?? 300);
const mails = Number(process.env['MAILS'] ?? 1_000);
await using bed = await startMailbed();
await using mta = await startFaultyMta();
const { kills, written, ended, ...wrong } = await killWhileSending({ bed, mta }, { mails, kills: Number(process.env['KILLS'] ?? 300), seed });
const states = Object.entries(ended).map(([state, count]) => `${state} ${count}`);
console.log(`killed ${kills} times (seed ${seed}); ${written} of ${mails} mails were on disk: ${states.join(', ')}`);
for (const [what, all] of Object.entries(wrong)) console.log(`${what} ${all.length}`, ...all.map((one) => `\n  ${one}`));
if (written < mails || Object.values(wrong).some((all) => all.length > 0)) process.exitCode = 1;
