import type { Channel } from '../../contract/rpc.ts';

declare global {
  interface Window {
    /** Electron's preload; not there in the browser shell. */
    readonly threadline?: { send(frame: unknown): void; onFrame(listener: (frame: unknown) => void): void };
  }
}

export type Page = 'view' | 'media';

/** Opens the pipe to main: IPC in Electron, a WebSocket in the browser shell. The promise settles when frames can be sent. */
export function openChannel(page: Page): Promise<Channel> {
  const bridge = window.threadline;
  if (!bridge) return openWebSocket(page);
  // IPC lives as long as the page does.
  return Promise.resolve({ send: (frame) => bridge.send(frame), onFrame: (listener) => bridge.onFrame(listener), onClose: () => undefined });
}

function openWebSocket(page: Page): Promise<Channel> {
  const ws = new WebSocket(new URL(`/${page}`, location.href.replace(/^http/, 'ws')));
  const channel: Channel = {
    send(frame) {
      if (ws.readyState === WebSocket.OPEN) ws.send(JSON.stringify(frame));
    },
    onFrame: (listener) => ws.addEventListener('message', ({ data }) => listener(JSON.parse(String(data)))),
    onClose: (listener) => ws.addEventListener('close', listener),
  };
  return new Promise((resolve, reject) => {
    ws.addEventListener('open', () => resolve(channel), { once: true });
    ws.addEventListener('close', () => reject(new Error('the connection to main was closed')), { once: true });
  });
}
