// Runs the steps of a test command one after another and adds up what really ran.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { passThrough } from './command.mjs';
import { cacheFolder, root, say } from './setup.mjs';

const folderOf = { architecture: 'test/architecture.test.ts', browser: 'test/e2e/browser/', electron: 'test/e2e/electron/' };

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

/** Vitest projects in one run; one in which no test was executed is a failure. `wrap` may put the command into a namespace. */
export async function vitestStep(tally, projects, { wrap = (command, args) => [command, args], env = process.env } = {}) {
  const startedAt = Date.now();
  say(`${projects.join(', ')} …`);
  const report = join(cacheFolder, `vitest-${projects[0]}-${process.pid}.json`);
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...projects.flatMap((project) => ['--project', project])];
  const [command, wrapped] = wrap(process.execPath, [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  const code = await passThrough(command, wrapped, env);
  const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
  rmSync(report, { force: true });
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  let isFailureSeen = false;
  for (const project of projects) {
    const place = join(root, folderOf[project] ?? `test/${project}/`);
    const cases = files.filter(({ name }) => join(name).startsWith(place)).flatMap(({ assertionResults }) => assertionResults);
    const passed = cases.filter(({ status }) => status === 'passed').length;
    // A skipped case counts as failed, and so does a project without a single one.
    const failed = cases.length - passed || (passed === 0 ? 1 : 0);
    isFailureSeen ||= failed > 0;
    tally.add(project, passed, failed, seconds);
  }
  // A file that did not load, or an error outside of any case.
  if (code !== 0 && !isFailureSeen) tally.add(`${projects[0]} (run)`, 0, 1, seconds);
}
