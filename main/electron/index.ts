import { app, dialog, Menu, session } from 'electron';
import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Channel } from '../../contract/rpc.ts';
import type { Core } from '../core.ts';
import type { DesktopCore } from './desktop-core.ts';
import { createPageChannels } from './ipc-channel.ts';
import { prepareLeaving } from './leaving.ts';
import { declarePageScheme, servePages } from './page-protocol.ts';
import { hardenSession } from './page-security.ts';
import { createWindows } from './windows.ts';

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
// Windows brings a notification's buttons only to the program of the installed shortcut; the same id as in electron-builder.yml.
app.setAppUserModelId('app.threadline.desktop');
declarePageScheme();

/** A page that cannot even be shown must not keep the telephone from working. */
const servedWithinMs = 2_000;

if (app.requestSingleInstanceLock()) start().catch(giveUp);
else app.quit();

function giveUp(error: unknown): void {
  dialog.showErrorBox('Threadline', String(error));
  app.exit(1);
}

async function start(): Promise<void> {
  Menu.setApplicationMenu(null);
  await app.whenReady();
  hardenSession(session.defaultSession);
  const served = servePages(session.defaultSession, join(import.meta.dirname, '../renderer'));

  const opening = Promise.withResolvers<DesktopCore>();
  /** A page may be there before the core: its frames wait in the channel. */
  const whenOpen =
    (attach: (core: Core, channel: Channel) => void) =>
    (channel: Channel): void => {
      let isOpen = true;
      channel.onClose(() => (isOpen = false));
      void opening.promise.then(({ core }) => isOpen && attach(core, channel));
    };
  const warn = (event: string, details: Record<string, string>): void => void opening.promise.then(({ logger }) => logger.warn(event, details));
  let hasLiveCalls = (): boolean => false;

  const channels = createPageChannels((url) => warn('frame-refused', { url: url.slice(0, 100) }));
  const windows = createWindows({
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    channels,
    onView: whenOpen((core, channel) => core.connectView(channel)),
    onMedia: whenOpen((core, channel) => core.connectMedia(channel)),
    onGone: (page, reason) => warn('page-gone', { page, reason }),
    // On macOS a program stays without its windows. Elsewhere the window's end is the program's: with a call on the line that is asked first.
    mayAgentWindowClose: () => process.platform === 'darwin' || !hasLiveCalls() || (app.quit(), false),
    onAgentWindowClosed: () => {
      if (process.platform !== 'darwin') app.quit();
    },
  });
  // First of all: its process starts while the core is read and opened.
  windows.showAgentWindow();
  app.on('second-instance', () => windows.showAgentWindow());
  app.on('activate', () => windows.showAgentWindow());
  // The media window keeps the program alive: ending it is the agent's window's business.
  app.on('window-all-closed', () => undefined);

  // The page's process has work of its own now; before, it would have waited for this one.
  await Promise.race([served, setTimeout(servedWithinMs)]);
  enableCompileCache(join(app.getPath('userData'), 'compile-cache'));
  const { openDesktopCore } = await import('./desktop-core.ts');
  await setTimeout(1);
  const desktop = openDesktopCore({ showAgentWindow: windows.showAgentWindow, restartMediaPage: windows.restartMediaPage });
  hasLiveCalls = () => desktop.core.hasLiveCalls;
  prepareLeaving({
    core: desktop.core,
    windows,
    onLeft() {
      windows.close();
      channels[Symbol.dispose]();
    },
  });
  opening.resolve(desktop);
}
