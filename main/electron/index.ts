import { app, Menu, session } from 'electron';
import { join, resolve } from 'node:path';
import { createCore, createFailedCore, type Core } from '../core.ts';
import type { Ports } from '../ports.ts';
import { createPageChannels } from './ipc-channel.ts';
import { declarePageScheme, servePages } from './page-protocol.ts';
import { hardenSession } from './page-security.ts';
import { createElectronPorts } from './ports.ts';
import { createWindows, type DesktopWindows } from './windows.ts';

function readProfile(): string | null {
  const index = process.argv.indexOf('--profile');
  const named = process.argv.find((argument) => argument.startsWith('--profile='))?.slice('--profile='.length);
  return named ?? (index > 0 ? (process.argv[index + 1] ?? null) : null);
}

const profile = readProfile();
if (profile) app.setPath('userData', resolve(profile));

// Chromium's own errands: none of them is ours.
app.commandLine.appendSwitch('disable-background-networking');
app.commandLine.appendSwitch('disable-component-update');
app.commandLine.appendSwitch('disable-domain-reliability');
app.commandLine.appendSwitch('no-pings');
app.commandLine.appendSwitch('disable-features', 'SpareRendererForSitePerProcess,MediaRouter,OptimizationHints,HardwareMediaKeyHandling');
declarePageScheme();

if (app.requestSingleInstanceLock()) void start();
else app.quit();

async function start(): Promise<void> {
  Menu.setApplicationMenu(null);
  await app.whenReady();
  hardenSession(session.defaultSession);
  servePages(session.defaultSession, join(import.meta.dirname, '../renderer'));

  const places: { windows: DesktopWindows | null } = { windows: null };
  const ports = createElectronPorts({
    showAgentWindow: () => places.windows?.showAgentWindow(),
    restartMediaPage: () => places.windows?.restartMediaPage(),
  });
  const core = open(ports);
  const channels = createPageChannels((url) => ports.logger.warn('frame-refused', { url: url.slice(0, 100) }));
  const windows = createWindows({
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    channels,
    onView: (channel) => core.connectView(channel),
    onMedia: (channel) => core.connectMedia(channel),
    onGone: (page, reason) => ports.logger.warn('page-gone', { page, reason }),
    // A call outlives the screen: the window may go, the program stays until the last call is over.
    onAgentWindowClosed: () => {
      if (process.platform !== 'darwin' && !core.hasLiveCalls) app.quit();
    },
  });
  places.windows = windows;
  windows.showAgentWindow();

  app.on('second-instance', () => windows.showAgentWindow());
  app.on('activate', () => windows.showAgentWindow());
  // The media window keeps the program alive: ending it is the agent's window's business.
  app.on('window-all-closed', () => undefined);
  let isDone = false;
  app.on('before-quit', (event) => {
    if (isDone) return;
    event.preventDefault();
    const leave = (): void => {
      isDone = true;
      windows.close();
      channels[Symbol.dispose]();
      app.quit();
    };
    core[Symbol.asyncDispose]().then(leave, leave);
  });
}

function open(ports: Ports): Core {
  try {
    return createCore(ports, { dataFolder: app.getPath('userData'), version: app.getVersion(), shell: 'electron', systemLocale: app.getLocale() });
  } catch (error) {
    return createFailedCore(error, ports.logger);
  }
}
