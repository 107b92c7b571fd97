// What system tests, benches and campaigns have in common: real servers, an Electron, a display, and a network nobody else sees.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { passThrough } from './command.mjs';
import { underDisplay } from './display.mjs';
import { evaluationRuntime, officialRuntime } from './electron-runtime.mjs';
import { canMakeNamespaces, makeNamespace } from './namespace.mjs';
import { fail, root, say } from './setup.mjs';
import { benchPackages, endToEndPackages, ensurePackages, systemPackages } from './system-packages.mjs';

/** Calls `body(wrap, env)`: `wrap(command, args)` puts a command into the namespace, `env` names the display and the Electron to use. */
export async function withServers(purpose, body, morePackages = []) {
  const { missing, why } = ensurePackages([...endToEndPackages, ...systemPackages, ...morePackages]);
  if (missing.length > 0) fail(`these Debian packages are needed: ${missing.join(' ')} (${why})`);
  if (!canMakeNamespaces()) fail('this runs in a network namespace of its own, which this user may not make; call it as root');
  await buildIfStale();
  const electron = evaluationRuntime() ?? officialRuntime();
  if (!electron) fail('no Electron runtime can be had here');
  const display = await underDisplay();
  try {
    const namespace = makeNamespace(purpose);
    try {
      return await body(namespace.wrap, { ...process.env, ...display.env, THREADLINE_ELECTRON: electron });
    } finally {
      namespace.remove();
    }
  } finally {
    display.stop();
  }
}

/** Runs FOLDER/NAME.ts, or all of the folder, one after another. Answers the worst exit code. */
export async function runPrograms(folder, names) {
  const place = join(root, folder);
  const files = existsSync(place) ? readdirSync(place, { withFileTypes: true }) : [];
  const all = files.filter((file) => file.isFile() && file.name.endsWith('.ts')).map((file) => file.name.slice(0, -3));
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0 || all.length === 0)
    fail(`${folder} has no ${unknown.join(', ') || 'programs yet'}${all.length > 0 ? `; it has: ${all.join(', ')}` : ''}`);
  return withServers(
    'run',
    async (wrap, env) => {
      let worst = 0;
      for (const name of names.length > 0 ? names : all) {
        say(`${folder}/${name} …`);
        const [command, args] = wrap(process.execPath, [join(folder, `${name}.ts`)]);
        worst = Math.max(worst, await passThrough(command, args, env));
      }
      return worst;
    },
    folder === 'test/bench' ? benchPackages : [],
  );
}
