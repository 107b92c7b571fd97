import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The file of a worker thread: beside its asker in the sources; in a build among the entries, a folder up from the chunks. */
export function workerFile(name: string, askerUrl: string): string {
  const beside = new URL(`./${name}.ts`, askerUrl);
  if (askerUrl.endsWith('.ts')) return fileURLToPath(beside);
  const candidates = [`./${name}.js`, `../${name}.js`].map((path) => fileURLToPath(new URL(path, askerUrl)));
  const file = candidates.find((path) => existsSync(path));
  if (!file) throw new Error(`no worker ${name} near ${askerUrl}`);
  return file;
}
