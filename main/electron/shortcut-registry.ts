import { app, globalShortcut } from 'electron';
import type { ShortcutRegistry } from '../ports.ts';

/** Electron's global shortcuts. Under Wayland the desktop may refuse all of them. */
export function createShortcutRegistry(): ShortcutRegistry {
  app.on('will-quit', () => globalShortcut.unregisterAll());
  return {
    take(combinations) {
      globalShortcut.unregisterAll();
      return [...combinations].filter(([accelerator, run]) => !register(accelerator, run)).map(([accelerator]) => accelerator);
    },
  };
}

function register(accelerator: string, run: () => void): boolean {
  try {
    return globalShortcut.register(accelerator, run);
  } catch {
    // A key that this system does not have.
    return false;
  }
}
