// A screen for tests where there is none: Xvfb, ended with the command.
import { spawn } from 'node:child_process';
import { say } from './setup.mjs';

/** Answers the environment to use and how to end the screen. Uses the one that is there. */
export async function underDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY) return { env: {}, stop: () => undefined };
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise((done, failed) => {
    child.on('error', failed);
    child.on('exit', () => failed(new Error('Xvfb ended before it was ready')));
    child.stdio[3].once('data', (chunk) => done(String(chunk).trim()));
  });
  say(`no display: using Xvfb :${number}`);
  return { env: { DISPLAY: `:${number}` }, stop: () => child.kill() };
}
