// npm test (everything) and npm run check (everything but the end-to-end part).
import { existsSync } from 'node:fs';
import { buildIfStale } from './build.mjs';
import { evaluationRuntime, officialRuntime } from './electron-runtime.mjs';
import { say, setUp } from './setup.mjs';
import { checkStep, createTally, vitestStep } from './steps.mjs';
import { endToEndPackages, ensurePackages } from './system-packages.mjs';
import { underDisplay } from './display.mjs';

setUp();
const isQuick = process.argv.includes('--quick');
const isCi = process.env.CI === 'true';
const tally = createTally();
const notRun = [];

await checkStep(tally, 'format', 'oxfmt', ['--check', '.']);
await checkStep(tally, 'lint', 'oxlint', ['--type-aware', '--deny-warnings', '.']);
await checkStep(tally, 'types', 'tsc', ['-b']);
await checkStep(tally, 'dead code', 'knip', ['--no-progress']);
await vitestStep(tally, ['architecture']);
await vitestStep(tally, ['unit', 'contract', 'store']);

if (!isQuick) {
  const system = ensurePackages(endToEndPackages);
  if (system.missing.length > 0) notRun.push(`the end-to-end part: it needs ${system.missing.join(', ')} (${system.why})`);
  else {
    buildIfStale();
    const display = await underDisplay();
    try {
      const env = { ...process.env, ...display.env };
      if (existsSync('/usr/bin/chromium') || process.env.THREADLINE_CHROMIUM) await vitestStep(tally, ['browser'], { env });
      else notRun.push('the browser part: no Chromium was found (name one in THREADLINE_CHROMIUM)');
      const electron = evaluationRuntime() ?? officialRuntime();
      if (electron) await vitestStep(tally, ['electron'], { env: { ...env, THREADLINE_ELECTRON: electron } });
      else notRun.push('the Electron part: no Electron runtime can be had here');
    } finally {
      display.stop();
    }
  }
}

for (const what of notRun) say(`NOT RUN: ${what}`);
tally.print();
process.exitCode = tally.failed > 0 || (notRun.length > 0 && isCi) ? 1 : 0;
