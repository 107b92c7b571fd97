import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const electron = process.env['THREADLINE_ELECTRON'] ?? '';
const probe = join(import.meta.dirname, 'start-probe.cjs');

/** A program for Electron, and what its window shows once it is of use. */
export interface Program {
  readonly args: readonly string[];
  readonly selector: string;
}

/** What Electron costs by itself: one window with a heading. */
export function writeEmptyProgram(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.js' }));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Empty</title><h1>Empty</h1>');
  writeFileSync(
    join(folder, 'main.js'),
    `const { app, BrowserWindow } = require('electron');
void app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadFile('index.html'));
app.on('window-all-closed', () => app.quit());
`,
  );
  return folder;
}

/** From spawn to the usable window (ms); with `settleMs`, how much memory (PSS, bytes) all its processes hold so long after. */
export async function start(
  { args, selector }: Program,
  settleMs: number | null = null,
): Promise<{ readonly usableMs: number; readonly pss: number }> {
  const spawnedAt = Date.now();
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(electron, ['-r', probe, ...sandbox, '--use-fake-device-for-media-stream', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, START_SELECTOR: selector },
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  try {
    const usableAt = await new Promise<number>((done, failed) => {
      const late = setTimeout(() => failed(new Error(`no usable window within 30 s: ${selector}`)), 30_000);
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const at = /usable (\d+)/.exec(text)?.[1];
        if (at === undefined) return;
        clearTimeout(late);
        done(Number(at));
      });
    });
    if (settleMs !== null) await new Promise((settled) => setTimeout(settled, settleMs));
    return { usableMs: usableAt - spawnedAt, pss: settleMs === null ? 0 : pssOfTree(child.pid ?? 0) };
  } finally {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
  }
}

/** Proportional set size of a process and all its descendants (proc(5), smaps_rollup). */
function pssOfTree(pid: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = read(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0));
  }
  const isOurs = (id: number): boolean => id === pid || (parents.has(id) && id > 1 && isOurs(parents.get(id) ?? 0));
  const pss = [...parents.keys()].filter(isOurs).map((id) => Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${id}/smaps_rollup`))?.[1] ?? 0));
  return pss.reduce((sum, kilobytes) => sum + kilobytes * 1_024, 0);
}

/** Processes end while they are read. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
