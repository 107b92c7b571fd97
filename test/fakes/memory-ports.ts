import type { Settings } from '../../contract/model/settings.ts';
import type { DesktopServices, Logger, Network, Notification, Notifier, SettingsFile, ShortcutRegistry, Vault, Windows } from '../../main/ports.ts';

export interface MemoryVault extends Vault {
  readonly kept: ReadonlyMap<string, string>;
}

export function createMemoryVault({
  isProtected = true,
  kept = new Map<string, string>(),
}: { isProtected?: boolean; kept?: Map<string, string> } = {}): MemoryVault {
  return {
    isProtected,
    kept,
    read: (name) => kept.get(name) ?? null,
    write: (name, secret) => void kept.set(name, secret),
    erase: (name) => void kept.delete(name),
  };
}

export interface MemorySettingsFile extends SettingsFile {
  readonly written: readonly Settings[];
}

export function createMemorySettingsFile(stored: unknown = null): MemorySettingsFile {
  const written: Settings[] = [];
  return {
    written,
    read: () => written.at(-1) ?? stored,
    write: (settings) => void written.push(structuredClone(settings)),
  };
}

export interface RecordingNotifier extends Notifier {
  /** What the agent sees now, by tag. */
  readonly shown: ReadonlyMap<string, Notification>;
  /** The agent presses a button of it, or the notification itself (`open`). */
  act(tag: string, actionId: string): void;
}

export function createRecordingNotifier(): RecordingNotifier {
  const shown = new Map<string, Notification>();
  const actions = new Map<string, (actionId: string) => void>();
  return {
    shown,
    show(notification, onAction) {
      shown.set(notification.tag, notification);
      actions.set(notification.tag, onAction);
    },
    close: (tag) => void shown.delete(tag),
    act: (tag, actionId) => actions.get(tag)?.(actionId),
  };
}

export interface RecordingLogger extends Logger {
  readonly lines: readonly { readonly level: string; readonly event: string; readonly rest: string }[];
}

export function createRecordingLogger(): RecordingLogger {
  const lines: { level: string; event: string; rest: string }[] = [];
  const note = (level: string, event: string, ...rest: unknown[]): void => void lines.push({ level, event, rest: rest.map(textOf).join(' ') });
  return {
    lines,
    info: (event, details) => note('info', event, details),
    warn: (event, details) => note('warn', event, details),
    error: (event, error, details) => note('error', event, error, details),
  };
}

function textOf(value: unknown): string {
  return value instanceof Error ? `${value.stack}` : JSON.stringify(value);
}

export interface RecordingWindows extends Windows {
  shownTimes: number;
  restartedTimes: number;
}

export function createRecordingWindows(): RecordingWindows {
  return {
    shownTimes: 0,
    restartedTimes: 0,
    showAgentWindow() {
      this.shownTimes += 1;
    },
    restartMediaPage() {
      this.restartedTimes += 1;
    },
  };
}

export const stillNetwork: Network = {
  onReturned: () => () => undefined,
  onSuspended: () => () => undefined,
  onAddressesChanged: () => () => undefined,
};

export interface MemoryShortcuts extends ShortcutRegistry {
  /** What other programs have. */
  readonly foreign: Set<string>;
  readonly taken: ReadonlyMap<string, () => void>;
}

export function createMemoryShortcuts(): MemoryShortcuts {
  const foreign = new Set<string>();
  const taken = new Map<string, () => void>();
  return {
    foreign,
    taken,
    take(combinations) {
      taken.clear();
      for (const [accelerator, run] of combinations) if (!foreign.has(accelerator)) taken.set(accelerator, run);
      return [...combinations.keys()].filter((accelerator) => foreign.has(accelerator));
    },
  };
}

export interface RecordingDesktop extends DesktopServices {
  /** What the agent answers when asked where to; null: Cancel. */
  file: string | null;
  folder: string | null;
  /** What was suggested as a name. */
  readonly suggested: string[];
  readonly shownFiles: string[];
  readonly openedLinks: string[];
}

export function createRecordingDesktop(): RecordingDesktop {
  return {
    file: null,
    folder: null,
    suggested: [],
    shownFiles: [],
    openedLinks: [],
    chooseFile(name) {
      this.suggested.push(name);
      return Promise.resolve(this.file);
    },
    chooseFolder() {
      return Promise.resolve(this.folder);
    },
    showFile(path) {
      this.shownFiles.push(path);
    },
    openLink(url) {
      this.openedLinks.push(url);
      return Promise.resolve();
    },
  };
}
