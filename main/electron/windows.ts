import { BrowserWindow, nativeTheme } from 'electron';
import type { Channel } from '../../contract/rpc.ts';
import type { PageChannels } from './ipc-channel.ts';
import { hardenContents, pageOrigin } from './page-security.ts';

export interface WindowsDeps {
  readonly preload: string;
  readonly channels: PageChannels;
  readonly onView: (channel: Channel) => void;
  readonly onMedia: (channel: Channel) => void;
  readonly onGone: (page: 'view' | 'media', reason: string) => void;
  /** Asked when the agent closes it. */
  readonly mayAgentWindowClose: () => boolean;
  readonly onAgentWindowClosed: () => void;
}

export interface DesktopWindows {
  showAgentWindow(): void;
  agentWindow(): BrowserWindow | null;
  restartMediaPage(): void;
  /** The media page outlives the agent's window; it goes with the application. */
  close(): void;
}

/** After the agent's page has spoken first: its first screen is drawn by then, and the two do not compete for it. */
const mediaAfterMs = 400;

export function createWindows(deps: WindowsDeps): DesktopWindows {
  let agent: BrowserWindow | null = null;
  let media: BrowserWindow | null = null;
  let isClosing = false;
  const webPreferences = {
    preload: deps.preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
  };

  function openAgent(): BrowserWindow {
    const window = new BrowserWindow({
      width: 1440,
      height: 900,
      minWidth: 640,
      minHeight: 480,
      show: false,
      title: 'Threadline',
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1216' : '#f6f7f9',
      autoHideMenuBar: true,
      webPreferences,
    });
    hardenContents(window.webContents);
    deps.channels.watch(window.webContents, 'view', deps.onView);
    window.once('ready-to-show', () => window.show());
    // A call goes on without the screen; the screen comes back by itself.
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      deps.onGone('view', reason);
      if (!isClosing && !window.isDestroyed()) window.webContents.reload();
    });
    window.on('close', (event) => {
      if (!isClosing && !deps.mayAgentWindowClose()) event.preventDefault();
    });
    window.on('closed', () => {
      agent = null;
      if (!isClosing) deps.onAgentWindowClosed();
    });
    void window.loadURL(`${pageOrigin}/index.html`);
    return window;
  }

  function openMedia(): BrowserWindow {
    const window = new BrowserWindow({
      show: false,
      title: 'Threadline media',
      webPreferences: { ...webPreferences, backgroundThrottling: false, autoplayPolicy: 'no-user-gesture-required' },
    });
    hardenContents(window.webContents);
    deps.channels.watch(window.webContents, 'media', deps.onMedia);
    window.webContents.on('render-process-gone', (_event, { reason }) => deps.onGone('media', reason));
    void window.loadURL(`${pageOrigin}/media.html`);
    return window;
  }

  /** The agent's page comes first, and if it dies of it: a call needs the other one all the same. */
  function openMediaAfter(window: BrowserWindow): void {
    const openOnce = (): void => {
      if (!isClosing) media ??= openMedia();
    };
    window.webContents.once('ipc-message', () => setTimeout(openOnce, mediaAfterMs));
    window.webContents.once('render-process-gone', openOnce);
    window.webContents.once('did-fail-load', openOnce);
  }

  return {
    showAgentWindow() {
      if (!agent) {
        agent = openAgent();
        if (!media) openMediaAfter(agent);
        return;
      }
      if (agent.isMinimized()) agent.restore();
      agent.show();
      agent.focus();
    },
    agentWindow: () => agent,
    restartMediaPage() {
      if (isClosing) return;
      const old = media;
      media = openMedia();
      old?.destroy();
    },
    close() {
      isClosing = true;
      agent?.destroy();
      media?.destroy();
    },
  };
}
