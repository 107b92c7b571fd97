import type { Settings } from '../contract/model/settings.ts';

/** What the core asks of its surroundings. A shell fills these; the core never imports Electron. */
export interface Ports {
  readonly vault: Vault;
  readonly settingsFile: SettingsFile;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly network: Network;
  readonly windows: Windows;
  /** null: this shell has no keys that work outside its window. */
  readonly shortcuts: ShortcutRegistry | null;
  /** null: this shell has none of it; the page helps itself (the browser's own downloads and tabs). */
  readonly desktop: DesktopServices | null;
}

/** Where passwords are kept. Names are ours (`account:3:password`); values never leave main. */
export interface Vault {
  /** False where what is written could be read by any program of the user (Linux without a keyring, the browser shell). */
  readonly isProtected: boolean;
  read(name: string): string | null;
  write(name: string, secret: string): void;
  erase(name: string): void;
}

/** Settings on disk. `read` returns whatever is there: the core validates it. */
export interface SettingsFile {
  read(): unknown;
  write(settings: Settings): void;
}

export interface Notification {
  /** A second notification with the same tag replaces the first. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly actions: readonly { readonly id: string; readonly label: string }[];
}

export interface Notifier {
  /** `onAction` gets an action's id, or `open` where the notification itself was clicked. */
  show(notification: Notification, onAction: (actionId: string) => void): void;
  close(tag: string): void;
}

/** Times are epoch milliseconds, delays milliseconds. A timer is ended by disposing it. */
export interface Clock {
  now(): number;
  after(delayMs: number, run: () => void): Disposable;
  every(intervalMs: number, run: () => void): Disposable;
}

/** Never a secret, never the text of a message. `event` is a fixed word, details are small. */
export interface Logger {
  info(event: string, details?: Readonly<Record<string, unknown>>): void;
  warn(event: string, details?: Readonly<Record<string, unknown>>): void;
  error(event: string, error: unknown, details?: Readonly<Record<string, unknown>>): void;
}

/** This machine's addresses towards others, after a change or a sleep. */
export interface AddressChange {
  readonly addresses: readonly string[];
  /** Those of them that were not there before. */
  readonly appeared: readonly string[];
}

export interface Network {
  /** The machine came back: network up again, or awake after sleep. */
  onReturned(listener: () => void): () => void;
  /** It goes to sleep now. */
  onSuspended(listener: () => void): () => void;
  /** Its addresses towards others are different ones now: another interface, a VPN, a new lease. They may be none. */
  onAddressesChanged(listener: (change: AddressChange) => void): () => void;
}

export interface Windows {
  /** Brings the agent's window to the front; makes it anew if it is gone. */
  showAgentWindow(): void;
  /** Ends the media page and opens a new one, which attaches itself to the core. */
  restartMediaPage(): void;
}

/** Keys that work whichever program has the focus. */
export interface ShortcutRegistry {
  /** Takes these combinations (Electron's notation) and gives back those it had; answers which of them another program has. */
  take(combinations: ReadonlyMap<string, () => void>): readonly string[];
}

/** What the desktop does for the agent with what leaves the application. */
export interface DesktopServices {
  /** Asks where a file is to be saved. null: nowhere. */
  chooseFile(suggestedName: string): Promise<string | null>;
  chooseFolder(): Promise<string | null>;
  /** Shows a file in its folder. */
  showFile(path: string): void;
  /** Opens a web address in the user's browser. */
  openLink(url: string): Promise<void>;
}
