// npm run test:system: the real third-party servers, inside a network namespace of its own.
import { buildIfStale } from './build.mjs';
import { underDisplay } from './display.mjs';
import { evaluationRuntime, officialRuntime } from './electron-runtime.mjs';
import { canMakeNamespaces, makeNamespace } from './namespace.mjs';
import { fail, setUp } from './setup.mjs';
import { createTally, vitestStep } from './steps.mjs';
import { endToEndPackages, ensurePackages, systemPackages } from './system-packages.mjs';

setUp();
const system = ensurePackages([...endToEndPackages, ...systemPackages]);
if (system.missing.length > 0) fail(`the system tests need these Debian packages: ${system.missing.join(' ')} (${system.why})`);
if (!canMakeNamespaces()) fail('the system tests run in a network namespace of their own, which this user may not make; call them as root');
buildIfStale();
const electron = evaluationRuntime() ?? officialRuntime();
if (!electron) fail('no Electron runtime can be had here');

const tally = createTally();
const display = await underDisplay();
const namespace = makeNamespace('system');
try {
  await vitestStep(tally, ['system'], { wrap: namespace.wrap, env: { ...process.env, ...display.env, THREADLINE_ELECTRON: electron } });
} finally {
  namespace.remove();
  display.stop();
}
tally.print();
process.exitCode = tally.failed > 0 ? 1 : 0;
