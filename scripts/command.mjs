// The frame of every command: set-up first, an orderly end when it is interrupted. Plain Node ≥ 20, no dependencies.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Refusal, checkNode, installDependencies, pinnedNode, root, say, useProjectTools } from './setup.mjs';

const interruption = new AbortController();

/** Starts a command with its output passed on; answers its exit code. An interruption ends it and throws once it has gone. */
export function passThrough(command, args, env = process.env) {
  return new Promise((done, failed) => {
    const shell = process.platform === 'win32' && command !== process.execPath;
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env, shell });
    const stop = () => child.kill('SIGTERM');
    interruption.signal.addEventListener('abort', stop);
    child.on('error', (error) => failed(new Refusal(`${command} could not be started: ${error.message}`)));
    child.on('exit', (code) => {
      interruption.signal.removeEventListener('abort', stop);
      if (interruption.signal.aborted) failed(new Refusal('interrupted'));
      else done(code ?? 1);
    });
  });
}

/**
 * Installs what is missing and runs `body` in the project's Node: on Linux x64 the pinned one, elsewhere the machine's if it is new enough.
 * `body` answers the exit code; its `finally` blocks have run when the process ends, also after Ctrl+C.
 */
export async function command(body) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interruption.abort());
  try {
    installDependencies();
    useProjectTools();
    if (existsSync(pinnedNode) && process.execPath !== pinnedNode) {
      process.exitCode = await passThrough(pinnedNode, process.argv.slice(1));
      return;
    }
    checkNode();
    process.exitCode = await body();
  } catch (error) {
    say(error instanceof Refusal ? error.message : error.stack);
    process.exitCode = interruption.signal.aborted ? 130 : 1;
  }
}
