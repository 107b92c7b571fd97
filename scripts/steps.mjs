// Runs the steps of a test command one after another and adds up what really ran.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, root, say } from './setup.mjs';

/** Starts a command with its output passed on; answers its exit code. Interrupting the parent interrupts the child. */
export function passThrough(command, args, env = process.env) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env });
    const stop = () => child.kill('SIGTERM');
    process.once('SIGINT', stop).once('SIGTERM', stop);
    child.on('error', () => done(127));
    child.on('exit', (code) => {
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
      done(code ?? 1);
    });
  });
}

export function createTally() {
  const rows = [];
  return {
    add(name, passed, failed, seconds) {
      rows.push({ name, passed, failed, seconds });
    },
    get failed() {
      return rows.reduce((sum, row) => sum + row.failed, 0);
    },
    print() {
      for (const row of rows)
        say(
          `${row.failed === 0 ? 'ok  ' : 'FAIL'} ${row.name.padEnd(14)} ${String(row.passed).padStart(5)} passed ${String(row.failed).padStart(4)} failed  ${row.seconds} s`,
        );
      process.stdout.write(`${rows.reduce((sum, row) => sum + row.passed, 0)} passed, ${this.failed} failed\n`);
    },
  };
}

/** A step that passes or fails as a whole: format, lint, types, dead code. */
export async function checkStep(tally, name, command, args) {
  const startedAt = Date.now();
  say(`${name} …`);
  const code = await passThrough(command, args);
  tally.add(name, code === 0 ? 1 : 0, code === 0 ? 0 : 1, Math.round((Date.now() - startedAt) / 1000));
}

/** A vitest project; no test executed is a failure. `wrap` may put the command into a namespace or under a display. */
export async function vitestStep(tally, projects, { wrap = (command, args) => [command, args], env = process.env } = {}) {
  const startedAt = Date.now();
  const name = projects.join('+');
  say(`${name} …`);
  const report = join(cacheFolder, `vitest-${projects[0]}-${process.pid}.json`);
  mkdirSync(cacheFolder, { recursive: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...projects.flatMap((project) => ['--project', project])];
  const [command, wrapped] = wrap(process.execPath, [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  const code = await passThrough(command, wrapped, env);
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  rmSync(report, { force: true });
  const passed = counts.numPassedTests;
  // A file that did not load, a skipped case or a run without any test counts as failed.
  const failed = counts.numFailedTests + counts.numPendingTests + (counts.numTodoTests ?? 0) || (code !== 0 || passed === 0 ? 1 : 0);
  tally.add(name, passed, failed, Math.round((Date.now() - startedAt) / 1000));
}
