import { app, powerMonitor, safeStorage } from 'electron';
import Store from 'electron-store';
import { join } from 'node:path';
import { watchAddresses } from '../lib/address-watch.ts';
import { createFileLogger, logFileOf } from '../lib/file-logger.ts';
import { createJsonFile } from '../lib/json-file.ts';
import { createSystemClock } from '../lib/system-clock.ts';
import type { Clock, Network, Ports, SettingsFile, Vault } from '../ports.ts';
import { createDesktopServices } from './desktop-services.ts';
import { createLinuxNotifier } from './linux-notifier.ts';
import { createElectronNotifier } from './notifier.ts';
import { createShortcutRegistry } from './shortcut-registry.ts';

/** The operating system's side of the core. */
export function createElectronPorts(windows: Ports['windows']): Ports {
  const folder = app.getPath('userData');
  const logger = createFileLogger(logFileOf(folder));
  const notifier = createElectronNotifier();
  const clock = createSystemClock();
  return {
    vault: createVault(join(folder, 'vault.json')),
    settingsFile: createSettingsFile(folder),
    notifier: process.platform === 'linux' ? createLinuxNotifier({ fallback: notifier, logger }) : notifier,
    clock,
    logger,
    network: createNetwork(clock),
    windows,
    shortcuts: createShortcutRegistry(),
    desktop: createDesktopServices(),
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

function createNetwork(clock: Clock): Network {
  return {
    onAddressesChanged: watchAddresses({ clock }),
    onReturned(listener) {
      powerMonitor.on('resume', listener);
      powerMonitor.on('unlock-screen', listener);
      return () => {
        powerMonitor.removeListener('resume', listener);
        powerMonitor.removeListener('unlock-screen', listener);
      };
    },
    onSuspended(listener) {
      powerMonitor.on('suspend', listener);
      return () => powerMonitor.removeListener('suspend', listener);
    },
  };
}
