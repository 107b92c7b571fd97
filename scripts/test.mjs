// npm test (everything) and npm run check (everything but the end-to-end part).
import { existsSync } from 'node:fs';
import { buildIfStale } from './build.mjs';
import { command } from './command.mjs';
import { underDisplay } from './display.mjs';
import { evaluationRuntime, officialRuntime } from './electron-runtime.mjs';
import { say } from './setup.mjs';
import { checkStep, createTally, vitestStep } from './steps.mjs';
import { endToEndPackages, ensurePackages } from './system-packages.mjs';

const isQuick = process.argv.includes('--quick');

/** Answers what could not run here, each with how to get it. */
async function endToEnd(tally) {
  const { missing, why } = ensurePackages(endToEndPackages);
  if (missing.length > 0) return [`the end-to-end part: it needs ${missing.join(', ')} (${why})`];
  await buildIfStale();
  const notRun = [];
  const display = await underDisplay();
  try {
    const env = { ...process.env, ...display.env };
    // The same engine without a window of its own takes half the time.
    const browser = env.THREADLINE_CHROMIUM ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync);
    if (browser) await vitestStep(tally, ['browser'], { env: { ...env, THREADLINE_CHROMIUM: browser } });
    else notRun.push('the browser part: no Chromium was found (name one in THREADLINE_CHROMIUM)');
    const electron = evaluationRuntime() ?? officialRuntime();
    if (electron) await vitestStep(tally, ['electron'], { env: { ...env, THREADLINE_ELECTRON: electron } });
    else notRun.push("the Electron part: Electron's own download cannot be reached from here");
  } finally {
    display.stop();
  }
  return notRun;
}

await command(async () => {
  const tally = createTally();
  await checkStep(tally, 'format', 'oxfmt', ['--check', '.']);
  await checkStep(tally, 'lint', 'oxlint', ['--type-aware', '--deny-warnings', '.']);
  await checkStep(tally, 'types', 'tsc', ['-b']);
  await checkStep(tally, 'dead code', 'knip', ['--no-progress']);
  await vitestStep(tally, ['architecture', 'unit', 'contract', 'store', 'connectors']);
  const notRun = isQuick ? [] : await endToEnd(tally);
  for (const what of notRun) say(`NOT RUN: ${what}`);
  tally.print();
  return tally.failed > 0 || (notRun.length > 0 && process.env.CI === 'true') ? 1 : 0;
});
