import { app, BrowserWindow, dialog, shell } from 'electron';
import { join } from 'node:path';
import type { DesktopServices } from '../ports.ts';

/** Save dialogs, the file manager and the user's browser. */
export function createDesktopServices(): DesktopServices {
  /** Above the window the agent works in. */
  const parent = (): BrowserWindow | undefined =>
    BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows().find((window) => window.isVisible());
  return {
    async chooseFile(suggestedName) {
      const options = {
        defaultPath: join(app.getPath('downloads'), suggestedName),
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      } as const;
      const above = parent();
      const given = { ...options, properties: [...options.properties] };
      const { canceled, filePath } = await (above ? dialog.showSaveDialog(above, given) : dialog.showSaveDialog(given));
      return canceled || filePath === '' ? null : filePath;
    },
    async chooseFolder() {
      const given = { defaultPath: app.getPath('downloads'), properties: ['openDirectory' as const, 'createDirectory' as const] };
      const above = parent();
      const { canceled, filePaths } = await (above ? dialog.showOpenDialog(above, given) : dialog.showOpenDialog(given));
      return canceled ? null : (filePaths[0] ?? null);
    },
    showFile: (path) => shell.showItemInFolder(path),
    openLink: (url) => shell.openExternal(url),
  };
}
