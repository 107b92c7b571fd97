import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { watchAddresses } from '../lib/address-watch.ts';
import { createCore, createFailedCore, type Core, type CoreConfig } from '../core.ts';
import { createFileLogger, logFileOf } from '../lib/file-logger.ts';
import { createJsonFile } from '../lib/json-file.ts';
import { createSystemClock } from '../lib/system-clock.ts';
import type { Ports, Vault } from '../ports.ts';
import { startBrowserServer } from './server.ts';

/** The shell without Electron: pages in the user's browser. `--profile DIR`, `--port N`, `--no-open`. */
const { values: options } = parseArgs({
  options: { profile: { type: 'string' }, port: { type: 'string', default: '0' }, open: { type: 'boolean', default: true } },
  allowNegative: true,
  strict: false,
});
const dataFolder = resolve(typeof options.profile === 'string' ? options.profile : join(homedir(), '.config/threadline'));
mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
const root = findRoot(import.meta.dirname);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

const ports = createPorts(dataFolder);
const core = open(ports, { dataFolder, version, shell: 'browser', systemLocale: Intl.DateTimeFormat().resolvedOptions().locale });
const server = await startBrowserServer({
  pages: join(root, 'out/renderer'),
  port: Number(options.port),
  onView: (channel) => core.connectView(channel),
  onMedia: (channel) => core.connectMedia(channel),
});
console.log(`Threadline runs in the browser shell. Open this address; it works once:\n${server.address}`);
if (options.open) openBrowser(server.address);

const stop = (): void => {
  const leave = (): void => process.exit(0);
  Promise.resolve(core[Symbol.asyncDispose]())
    .then(() => server[Symbol.asyncDispose]())
    .then(leave, leave);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(join(folder, '..'));
}

function open(to: Ports, config: CoreConfig): Core {
  try {
    return createCore(to, config);
  } catch (error) {
    return createFailedCore(error, to.logger);
  }
}

function createPorts(folder: string): Ports {
  const settings = createJsonFile(join(folder, 'settings.json'));
  const clock = createSystemClock();
  return {
    vault: createFileVault(join(folder, 'vault.json')),
    settingsFile: { read: () => settings.read(), write: (value) => settings.write(value) },
    // Notifications are the page's business here: the browser shows them for it.
    notifier: { show: () => undefined, close: () => undefined },
    clock,
    logger: createFileLogger(logFileOf(folder)),
    network: { onReturned: () => () => undefined, onSuspended: () => () => undefined, onAddressesChanged: watchAddresses({ clock }) },
    // The media page is a frame of the agent's page, which opens it anew by itself.
    windows: { showAgentWindow: () => undefined, restartMediaPage: () => undefined },
    shortcuts: null,
    // The browser has downloads and tabs of its own.
    desktop: null,
  };
}

function createFileVault(path: string): Vault {
  const file = createJsonFile(path);
  const read = (): Record<string, string> => (file.read() ?? {}) as Record<string, string>;
  return {
    isProtected: false,
    read: (name) => read()[name] ?? null,
    write: (name, secret) => file.write({ ...read(), [name]: secret }),
    erase(name) {
      const { [name]: erased, ...rest } = read();
      if (erased !== undefined) file.write(rest);
    },
  };
}

function openBrowser(address: string): void {
  const isHeadless = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];
  if (isHeadless) return;
  const command =
    process.platform === 'darwin'
      ? 'open'
      : process.platform === 'win32'
        ? 'explorer'
        : (['/usr/bin/chromium', '/usr/bin/xdg-open'].find(existsSync) ?? null);
  if (!command) return;
  const asRoot = command.endsWith('chromium') && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  spawn(command, [...asRoot, address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
