// npm run dist: an installable package of this machine's kind in dist/. `-- --dir` leaves it unpacked.
import { dirname } from 'node:path';
import { build } from './build.mjs';
import { evaluationRuntime, officialRuntime } from './electron-runtime.mjs';
import { fail, run, say, setUp } from './setup.mjs';

setUp();
build();
const args = ['--publish', 'never', ...(process.argv.includes('--dir') ? ['--dir'] : [])];
if (process.argv.includes('--evaluation-runtime')) {
  const runtime = evaluationRuntime();
  if (!runtime) fail('the evaluation runtime exists for Linux x64 only.');
  say("WARNING: packed with a third party's copy of Electron, for evaluation only; do not hand this out.");
  // Fuses are flipped in Electron's own binary; this copy's checksum is not theirs to vouch for.
  args.push('--linux', 'dir', `-c.electronDist=${dirname(runtime)}`, '-c.electronVersion=43.2.0');
} else if (!officialRuntime()) {
  fail("Electron's own download cannot be reached from here; npm run dist -- --evaluation-runtime packs a third party's copy for evaluation.");
}
process.exitCode = run('electron-builder', args);
