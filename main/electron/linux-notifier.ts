import type { Message, MessageBus } from 'dbus-native';
import type { Logger, Notification, Notifier } from '../ports.ts';

const service = { destination: 'org.freedesktop.Notifications', path: '/org/freedesktop/Notifications', interface: 'org.freedesktop.Notifications' };
/** A desktop that does not answer must not keep the next call's notification waiting for long. */
const answerLimitMs = 3_000;

interface Connection {
  readonly bus: MessageBus;
  readonly canMarkup: boolean;
}

interface Shown {
  /** The desktop's number for it; null where it could not be shown here. */
  readonly id: Promise<number | null>;
  readonly onAction: (actionId: string) => void;
}

export interface LinuxNotifierDeps {
  /** Takes over where the desktop's notification service cannot be reached directly. */
  readonly fallback: Notifier;
  readonly logger: Logger;
}

/**
 * Notifications with buttons on a Linux desktop, by the Desktop Notifications Specification 1.2 over the session's D-Bus:
 * Electron shows none there. Nothing is connected before the first notification.
 */
export function createLinuxNotifier({ fallback, logger }: LinuxNotifierDeps): Notifier {
  const shown = new Map<string, Shown>();
  let connection: Promise<Connection> | null = null;

  function connect(): Promise<Connection> {
    connection ??= open().catch((error: unknown) => {
      connection = null;
      throw error;
    });
    return connection;
  }

  async function open(): Promise<Connection> {
    const { sessionBus } = await import('dbus-native');
    const bus = sessionBus({ timeout: answerLimitMs });
    bus.connection.on('message', (message) => void receive(message));
    const lost = new Promise<never>((_resolve, reject) => {
      const fail = (cause?: Error): void => {
        connection = null;
        reject(cause ?? new Error('closed'));
      };
      bus.connection.on('error', fail);
      bus.connection.on('close', fail);
    });
    // Only the first connection waits for it; a later loss is answered by connecting again.
    lost.catch(() => undefined);
    const ready = (async () => {
      await bus.addMatch(`type='signal',interface='${service.interface}',path='${service.path}'`);
      const capabilities = await bus.invoke<readonly string[]>({ ...service, member: 'GetCapabilities' });
      return { bus, canMarkup: capabilities.includes('body-markup') };
    })();
    return Promise.race([ready, lost]);
  }

  async function receive({ interface: from, member, body = [] }: Message): Promise<void> {
    if (from !== service.interface) return;
    const [id, key] = body as [number, string];
    for (const [tag, entry] of shown) {
      if ((await entry.id) !== id) continue;
      if (member === 'ActionInvoked') entry.onAction(key === 'default' ? 'open' : key);
      else if (member === 'NotificationClosed' && shown.get(tag) === entry) shown.delete(tag);
    }
  }

  async function notify({ title, body, actions }: Notification): Promise<number> {
    const [{ bus, canMarkup }, { Variant }] = await Promise.all([connect(), import('dbus-native')]);
    const keys = ['default', title, ...actions.flatMap(({ id, label }) => [id, label])];
    const hints = {
      urgency: new Variant('y', 2),
      category: new Variant('s', 'call.incoming'),
      'desktop-entry': new Variant('s', 'threadline'),
      // The ringer rings.
      'suppress-sound': new Variant('b', true),
    };
    const text = canMarkup ? escapeMarkup(body) : body;
    return bus.invoke<number>({ ...service, member: 'Notify', signature: 'susssasa{sv}i', body: ['Threadline', 0, '', title, text, keys, hints, 0] });
  }

  function close(tag: string): void {
    const entry = shown.get(tag);
    shown.delete(tag);
    fallback.close(tag);
    void entry?.id
      .then(async (id) => {
        if (id === null) return;
        const { bus } = await connect();
        await bus.invoke({ ...service, member: 'CloseNotification', signature: 'u', body: [id] });
      })
      .catch((error: unknown) => logger.warn('notification-not-closed', { error: String(error) }));
  }

  return {
    show(notification, onAction) {
      close(notification.tag);
      const id = notify(notification).catch((error: unknown) => {
        logger.warn('notification-service-unreachable', { error: String(error) });
        if (shown.get(notification.tag) === entry) fallback.show(notification, onAction);
        return null;
      });
      const entry: Shown = { id, onAction };
      shown.set(notification.tag, entry);
    },
    close,
  };
}

/** What a caller calls himself is text, also where the desktop understands a little HTML. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
