// Shared by bench and campaign: their programs need the same servers as the system tests.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { underDisplay } from './display.mjs';
import { evaluationRuntime, officialRuntime } from './electron-runtime.mjs';
import { canMakeNamespaces, makeNamespace } from './namespace.mjs';
import { fail, root, say } from './setup.mjs';
import { passThrough } from './steps.mjs';
import { endToEndPackages, ensurePackages, systemPackages } from './system-packages.mjs';

/** Runs FOLDER/NAME.ts, or all of the folder, each inside a namespace and under a display. Answers the exit code. */
export async function runPrograms(folder, names) {
  const all = readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3));
  const chosen = names.length > 0 ? names : all;
  const unknown = chosen.filter((name) => !existsSync(join(root, folder, `${name}.ts`)));
  if (unknown.length > 0) fail(`there is no ${unknown.join(', ')}; there are: ${all.join(', ')}`);
  const system = ensurePackages([...endToEndPackages, ...systemPackages]);
  if (system.missing.length > 0) fail(`these Debian packages are needed: ${system.missing.join(' ')} (${system.why})`);
  if (!canMakeNamespaces()) fail('this runs in a network namespace of its own, which this user may not make; call it as root');
  buildIfStale();
  const electron = evaluationRuntime() ?? officialRuntime();
  if (!electron) fail('no Electron runtime can be had here');
  const display = await underDisplay();
  const namespace = makeNamespace('run');
  let worst = 0;
  try {
    for (const name of chosen) {
      say(`${folder}/${name} …`);
      const [command, args] = namespace.wrap(process.execPath, [join(folder, `${name}.ts`)]);
      worst = Math.max(worst, await passThrough(command, args, { ...process.env, ...display.env, THREADLINE_ELECTRON: electron }));
    }
  } finally {
    namespace.remove();
    display.stop();
  }
  return worst;
}
