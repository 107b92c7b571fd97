import { expect, it } from 'vitest';
import { startDesktop } from '../e2e/harness/electron.ts';
import { signIn } from './scenes/agent-call.ts';
import { atRest, callInSequence } from './scenes/call-soak.ts';
import { startTestbed } from './testbed/testbed.ts';

it('twenty calls in sequence leave no connection, socket, descriptor or timer behind', async () => {
  await using bed = await startTestbed();
  await using desktop = await startDesktop();
  await signIn(desktop);
  await callInSequence(desktop, bed, 3);
  const before = await atRest(desktop, bed);
  await callInSequence(desktop, bed, 20);
  const after = await atRest(desktop, bed);
  for (const [name, held] of Object.entries(after.handles)) expect(held, name).toBeLessThanOrEqual(before.handles[name] ?? 0);
  // A file that was opened once is no leak; one for each call is.
  expect(after.descriptors - before.descriptors).toBeLessThan(10);
}, 180_000);
