import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { writeTone } from './microphone.ts';

export const root = resolve(import.meta.dirname, '../../..');

export interface Desktop extends AsyncDisposable {
  readonly app: ElectronApplication;
  readonly profile: string;
  /** The agent's window as it is now: after a crash it is another page. */
  view(): Promise<Page>;
  /** The hidden media page as it is now. */
  media(): Promise<Page>;
  /** Exceptions and errors of the pages; a test that expects none looks here. */
  readonly faults: string[];
  log(): string;
  /** Quits as the agent does who wants a call to be ended with it. */
  quit(): Promise<void>;
}

export interface DesktopOptions {
  /** An existing profile is kept; a new one is removed in the end. */
  readonly profile?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly hasMicrophone?: boolean;
  readonly language?: string;
}

/** Starts the built application in the Electron runtime that the test command chose. */
export async function startDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const executablePath = process.env['THREADLINE_ELECTRON'];
  if (!executablePath) throw new Error('THREADLINE_ELECTRON names no Electron runtime: use npm test');
  const temporary = mkdtempSync(join(tmpdir(), 'threadline-e2e-'));
  const profile = options.profile ?? join(temporary, 'profile');
  const microphone = join(temporary, 'microphone.wav');
  writeTone(microphone, { hz: 1_000 });
  const sound = options.hasMicrophone === false ? [] : ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${microphone}`];
  const app = await _electron.launch({
    executablePath,
    args: [
      '-r',
      join(import.meta.dirname, 'hold-start.cjs'),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...sound,
      '--allow-loopback-in-peer-connection',
      `--lang=${options.language ?? 'en-US'}`,
      ...(options.args ?? []),
      root,
      '--profile',
      profile,
    ],
    env: { ...stringsOf(process.env), LANGUAGE: options.language ?? 'en_US', ...options.env },
    timeout: 30_000,
  });
  const faults: string[] = [];
  const watch = (page: Page): void => {
    page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  };
  for (const page of app.windows()) watch(page);
  app.on('window', watch);

  async function find(name: string): Promise<Page> {
    const isIt = (page: Page): boolean => !page.isClosed() && page.url().includes(`/${name}.html`);
    return app.windows().findLast(isIt) ?? app.waitForEvent('window', { predicate: isIt, timeout: 20_000 });
  }
  /** Asked about a call on the line, the agent wants it ended. */
  async function quit(): Promise<void> {
    await app
      .evaluate(({ dialog }) => (dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })))
      .catch(() => undefined);
    await app.close();
  }
  await (await find('index')).locator('#root > *').first().waitFor({ state: 'attached' });
  await (await find('media')).waitForLoadState();
  return {
    app,
    profile,
    view: () => find('index'),
    media: () => find('media'),
    faults,
    log: () => (existsSync(join(profile, 'logs/threadline.log')) ? readFileSync(join(profile, 'logs/threadline.log'), 'utf8') : ''),
    quit,
    async [Symbol.asyncDispose]() {
      await quit();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

function stringsOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
}
