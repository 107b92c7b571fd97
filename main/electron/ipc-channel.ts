import { ipcMain, type IpcMainEvent, type WebContents } from 'electron';
import type { Channel } from '../../contract/rpc.ts';
import { pageOf } from './page-security.ts';

const name = 'threadline';

export interface PageChannels extends Disposable {
  /** `onPage` gets a channel whenever one of the two pages has been loaded anew in these contents. */
  watch(contents: WebContents, page: 'view' | 'media', onPage: (channel: Channel) => void): void;
}

/** Only the main frame of the page that belongs into these contents is listened to: no foreign frame, no page that came in by a trick. */
export function createPageChannels(onRefused: (url: string) => void): PageChannels {
  const pages = new Map<WebContents, { readonly page: 'view' | 'media'; readonly onPage: (channel: Channel) => void; current: OpenChannel | null }>();

  function receive(event: IpcMainEvent, frame: unknown): void {
    const known = pages.get(event.sender);
    const sender = event.senderFrame;
    if (!known || !sender || sender !== event.sender.mainFrame || pageOf(sender.url) !== known.page) {
      onRefused(sender?.url ?? '');
      return;
    }
    if (!known.current) {
      known.current = openChannel(event.sender);
      known.onPage(known.current.channel);
    }
    known.current.receive(frame);
  }
  ipcMain.on(name, receive);

  return {
    watch(contents, page, onPage) {
      const known = { page, onPage, current: null as OpenChannel | null };
      pages.set(contents, known);
      const close = (): void => {
        known.current?.close();
        known.current = null;
      };
      // A page that goes away takes its channel with it; the next one opens its own with its first frame.
      // Not as soon as it wants to go: it may be refused.
      contents.on('did-navigate', close);
      contents.on('render-process-gone', close);
      contents.on('destroyed', () => {
        close();
        pages.delete(contents);
      });
    },
    [Symbol.dispose]() {
      ipcMain.removeListener(name, receive);
    },
  };
}

interface OpenChannel {
  readonly channel: Channel;
  receive(frame: unknown): void;
  close(): void;
}

function openChannel(contents: WebContents): OpenChannel {
  const frames: ((frame: unknown) => void)[] = [];
  const closes: (() => void)[] = [];
  const early: unknown[] = [];
  let isOpen = true;
  function deliver(frame: unknown): void {
    for (const listener of frames) listener(frame);
  }
  return {
    channel: {
      send(frame) {
        if (isOpen && !contents.isDestroyed() && !contents.isCrashed()) contents.send(name, frame);
      },
      onFrame(listener) {
        frames.push(listener);
        // Who listens is still being set up.
        if (early.length > 0) queueMicrotask(() => early.splice(0).forEach(deliver));
      },
      onClose: (listener) => void closes.push(listener),
    },
    receive(frame) {
      if (frames.length === 0 || early.length > 0) early.push(frame);
      else deliver(frame);
    },
    close() {
      isOpen = false;
      for (const listener of closes.splice(0)) listener();
    },
  };
}
