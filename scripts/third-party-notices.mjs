// What is handed out with Threadline, and under which licences: out/THIRD-PARTY-NOTICES.txt. Electron's and Chromium's own come with Electron.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const folders = ['contract', 'main', 'preload', 'renderer'];
const licenceFile = /^(licen[cs]e|copying|notice)/i;
/** Compiled into a package that has a licence of its own and does not carry theirs. */
const inside = { '@sapphi-red/web-noise-suppressor': { name: 'RNNoise', file: 'rnnoise.txt' } };
/** By esbuild, into a file of its own: no source imports it by name. */
const bundledApart = ['jssip'];

const read = (...path) => readFileSync(join(root, ...path), 'utf8');

function importedNames() {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => read(folder, name)),
  );
  return files.flatMap((text) =>
    [...text.matchAll(/(?:from|import) '((?:@[\w.-]+\/)?[\w.-]+)[^']*'/g)].map(([, name]) => name).filter((name) => !name.startsWith('.')),
  );
}

/** Where `name` is found from a package, as Node looks for it. */
function placeOf(packages, name, from) {
  for (let folder = from; ; folder = folder.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const place = join(folder, 'node_modules', name);
    if (packages[place]) return place;
    if (folder === '') return null;
  }
}

function closure(packages, names) {
  const places = new Set();
  const waiting = names.map((name) => placeOf(packages, name, ''));
  while (waiting.length > 0) {
    const place = waiting.pop();
    if (place === null || places.has(place) || !existsSync(join(root, place))) continue;
    places.add(place);
    const { dependencies = {}, optionalDependencies = {} } = packages[place];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) waiting.push(placeOf(packages, name, place));
  }
  return [...places].toSorted((a, b) => a.localeCompare(b, 'en'));
}

function noticeOf(place) {
  const { name, version, license, author } = JSON.parse(read(place, 'package.json'));
  const texts = readdirSync(join(root, place))
    .filter((file) => licenceFile.test(file))
    .map((file) => read(place, file).trim());
  const by = typeof author === 'string' ? author : author?.name;
  const own = texts.length > 0 ? texts : [`Licence: ${license}${by ? `, ${by}` : ''}`];
  const compiled = inside[name] ? [`It contains ${inside[name].name}:\n\n${read('scripts/notices', inside[name].file).trim()}`] : [];
  return [`${name} ${version} (${typeof license === 'string' ? license : 'see below'})`, ...own, ...compiled].join('\n\n');
}

function thirdPartyNotices() {
  const { packages } = JSON.parse(read('package-lock.json'));
  const { dependencies, devDependencies } = packages[''];
  const imported = new Set(importedNames());
  const bundled = Object.keys(devDependencies).filter((name) => name !== 'electron' && imported.has(name));
  const notices = closure(packages, [...Object.keys(dependencies), ...bundled, ...bundledApart]).map(noticeOf);
  return `${['Threadline contains the following software of others.', ...notices].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

export function writeThirdPartyNotices() {
  writeFileSync(join(root, 'out/THIRD-PARTY-NOTICES.txt'), thirdPartyNotices());
}

if (process.argv[1]?.endsWith('third-party-notices.mjs')) process.stdout.write(thirdPartyNotices());
