import { app, Notification as SystemNotification, powerMonitor, safeStorage } from 'electron';
import Store from 'electron-store';
import { join } from 'node:path';
import { createFileLogger } from '../lib/file-logger.ts';
import { createJsonFile } from '../lib/json-file.ts';
import { createSystemClock } from '../lib/system-clock.ts';
import type { Network, Notifier, Ports, SettingsFile, Vault } from '../ports.ts';

/** The operating system's side of the core. */
export function createElectronPorts(windows: Ports['windows']): Ports {
  const folder = app.getPath('userData');
  const logger = createFileLogger(join(folder, 'logs/threadline.log'));
  return {
    vault: createVault(join(folder, 'vault.json')),
    settingsFile: createSettingsFile(folder),
    notifier: createNotifier(),
    clock: createSystemClock(),
    logger,
    network: createNetwork(),
    windows,
  };
}

/** safeStorage: Keychain, DPAPI, libsecret or KWallet. Linux without a keyring encrypts with a key everybody knows, which protects nothing. */
function createVault(path: string): Vault {
  const file = createJsonFile(path);
  const read = (): Record<string, string> => (file.read() ?? {}) as Record<string, string>;
  const canEncrypt = safeStorage.isEncryptionAvailable();
  const isProtected = canEncrypt && (process.platform !== 'linux' || !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend()));
  return {
    isProtected,
    read(name) {
      const sealed = read()[name];
      if (sealed === undefined) return null;
      const bytes = Buffer.from(sealed.slice(2), 'base64');
      if (sealed.startsWith('p:')) return bytes.toString('utf8');
      try {
        return safeStorage.decryptString(bytes);
      } catch {
        // Sealed by another user or machine: as good as not there.
        return null;
      }
    },
    write(name, secret) {
      const sealed = canEncrypt ? `s:${safeStorage.encryptString(secret).toString('base64')}` : `p:${Buffer.from(secret).toString('base64')}`;
      file.write({ ...read(), [name]: sealed });
    },
    erase(name) {
      const { [name]: erased, ...rest } = read();
      if (erased !== undefined) file.write(rest);
    },
  };
}

function createSettingsFile(folder: string): SettingsFile {
  // A file that cannot be read is kept aside, before electron-store clears it.
  createJsonFile(join(folder, 'settings.json')).read();
  const store = new Store<{ settings?: unknown }>({ cwd: folder, name: 'settings', clearInvalidConfig: true, accessPropertiesByDotNotation: false });
  return { read: () => store.get('settings') ?? null, write: (settings) => store.set('settings', settings) };
}

function createNotifier(): Notifier {
  const shown = new Map<string, SystemNotification>();
  const close = (tag: string): void => {
    shown.get(tag)?.close();
    shown.delete(tag);
  };
  return {
    show({ tag, title, body, actions }, onAction) {
      close(tag);
      if (!SystemNotification.isSupported()) return;
      const notification = new SystemNotification({
        title,
        body,
        silent: true,
        timeoutType: 'never',
        actions: actions.map(({ label }) => ({ type: 'button', text: label })),
      });
      notification.on('click', () => onAction('open'));
      notification.on('action', (details: { actionIndex?: number }, index: number) => {
        const action = actions[details.actionIndex ?? index];
        if (action) onAction(action.id);
      });
      shown.set(tag, notification);
      notification.show();
    },
    close,
  };
}

function createNetwork(): Network {
  return {
    onReturned(listener) {
      powerMonitor.on('resume', listener);
      powerMonitor.on('unlock-screen', listener);
      return () => {
        powerMonitor.removeListener('resume', listener);
        powerMonitor.removeListener('unlock-screen', listener);
      };
    },
  };
}
