// kill -9 while mails go out through a server that fails on command: what was lost, what arrived twice.
import { killWhileSending } from '../system/scenes/outbox-kill.ts';
import { startFaultyMta } from '../system/testbed/faulty-mta.ts';
import { startMailbed } from '../system/testbed/mailbed.ts';
import { report } from './figures/report.ts';

const mails = Number(process.env['MAILS'] ?? 1_000);
const kills = Number(process.env['KILLS'] ?? 300);
await using bed = await startMailbed();
await using mta = await startFaultyMta();
const { lost, doubled, wrong, unfinished, written, ended } = await killWhileSending({ bed, mta }, { mails, kills, seed: 300 });
console.log(`${kills} kills, ${written} of ${mails} on disk, ${JSON.stringify(ended)}`, ...[...lost, ...doubled, ...wrong, ...unfinished]);
// What was not even written counts as lost here: the figure stands for all of them.
const missing = mails - written + unfinished.length;
report('outbox', {
  'outbox.lost': { value: lost.length + missing, bar: 0, samples: [lost.length + missing] },
  'outbox.doubled': { value: doubled.length, bar: 0, samples: [doubled.length] },
  'outbox.unlisted': { value: wrong.length, bar: 0, samples: [wrong.length] },
});
