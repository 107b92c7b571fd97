// npm run dist: an installable package of this machine's kind in dist/. `-- --dir` leaves it unpacked.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from './build.mjs';
import { command, passThrough } from './command.mjs';
import { evaluationRuntime, officialRuntime } from './electron-runtime.mjs';
import { fail, say } from './setup.mjs';

/** Tells electron-builder to pack the copy that tests use, in the version it has. */
function evaluationArguments() {
  const runtime = evaluationRuntime();
  if (!runtime) fail('the evaluation runtime exists for Linux x64 only.');
  say("WARNING: packed with a third party's copy of Electron, for evaluation only; do not hand this out.");
  const folder = dirname(runtime);
  return ['--linux', 'dir', `-c.electronDist=${folder}`, `-c.electronVersion=${readFileSync(join(folder, 'version'), 'utf8').trim()}`];
}

await command(async () => {
  const isEvaluation = process.argv.includes('--evaluation-runtime');
  if (!isEvaluation && !officialRuntime())
    fail("Electron's own download cannot be reached from here; npm run dist -- --evaluation-runtime packs a third party's copy for evaluation.");
  await build();
  const form = process.argv.includes('--dir') ? ['--dir'] : [];
  return passThrough('electron-builder', ['--publish', 'never', ...form, ...(isEvaluation ? evaluationArguments() : [])]);
});
