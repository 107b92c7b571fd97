import { Notification as SystemNotification } from 'electron';
import type { Notifier } from '../ports.ts';

/** Electron's own notifications. Their buttons exist on macOS and Windows only (electron/electron#24333). */
export function createElectronNotifier(): Notifier {
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
