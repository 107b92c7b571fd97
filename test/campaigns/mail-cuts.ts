// The connection cut at 100 random points while a mailbox is read: the same mails in the end, none twice.
import { rawMail } from '../system/scenes/mailbox.ts';
import { readWithCuts } from '../system/scenes/mail-cuts.ts';
import { startMailbed } from '../system/testbed/mailbed.ts';

const seed = Number(process.env['SEED'] ?? 100);
const mails = 400;
await using bed = await startMailbed();
for (let n = 0; n < mails; n += 1)
  await bed.deliver('agent2', rawMail({ to: 'agent2@test.invalid', subject: `Mail ${n}`, text: 'x'.repeat((n % 7) * 700) }));
let cuts = 0;
let rounds = 0;
while (cuts < 100) {
  cuts += (await readWithCuts({ user: 'agent2', rounds: 5, seed: seed + rounds, mails })).cuts;
  rounds += 5;
}
console.log(`cut ${cuts} times in ${rounds} readings (seed ${seed}): ${mails} mails each time, none twice`);
