// npm run test:system: the real third-party servers, inside a network namespace of its own.
import { asteriskRoot } from './asterisk-root.mjs';
import { command } from './command.mjs';
import { withServers } from './run-in-namespace.mjs';
import { createTally, vitestStep } from './steps.mjs';

await command(async () => {
  const tally = createTally();
  await withServers('system', (wrap, env) => vitestStep(tally, ['system'], { wrap, env: { ...env, THREADLINE_ASTERISK_ROOT: asteriskRoot() } }));
  tally.print();
  return tally.failed > 0 ? 1 : 0;
});
