import { app, BrowserWindow, session } from 'electron';
import { join } from 'node:path';
import { createPageChannels } from '../../../main/electron/ipc-channel.ts';
import { declarePageScheme, servePages } from '../../../main/electron/page-protocol.ts';
import { serve } from '../../contract/sides.ts';

// The serving end of the contract suite: the product's own IPC, protocol and preload around the suite's side.
declarePageScheme();
app.on('window-all-closed', () => undefined);
void app.whenReady().then(() => {
  void servePages(session.defaultSession, join(import.meta.dirname, 'pages'));
  const window = new BrowserWindow({ show: false, webPreferences: { preload: join(import.meta.dirname, 'preload.cjs'), sandbox: true } });
  createPageChannels(() => undefined).watch(window.webContents, 'view', serve);
  return window.loadURL('app://threadline/index.html');
});
