// npm run build: main, preload and renderer into out/. `buildIfStale` does it only when a source is newer.
import { readdirSync, statSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { command, passThrough } from './command.mjs';
import { fail, root, say } from './setup.mjs';
import { writeThirdPartyNotices } from './third-party-notices.mjs';

const sources = ['contract', 'main', 'preload', 'renderer', 'electron.vite.config.ts', 'package-lock.json'];

function newest(path) {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

export async function build() {
  say('building main, preload and renderer into out/ …');
  const code = await passThrough('electron-vite', ['build', '--logLevel', 'warn']);
  if (code !== 0) fail('the build did not succeed; the words of the tool are above.');
  writeThirdPartyNotices();
}

export async function buildIfStale() {
  const results = ['out/main/index.js', 'out/main/browser.js', 'out/preload/index.cjs', 'out/renderer/index.html', 'out/renderer/media.html'].map(
    (file) => join(root, file),
  );
  const isFresh =
    results.every(existsSync) &&
    Math.min(...results.map((file) => statSync(file).mtimeMs)) > Math.max(...sources.map((source) => newest(join(root, source))));
  if (!isFresh) await build();
}

if (process.argv[1]?.endsWith('build.mjs')) {
  await command(async () => {
    await build();
    return 0;
  });
}
