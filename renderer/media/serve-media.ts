import { mediaClientSide, mediaSide } from '../../contract/media.ts';
import { connect, type Channel } from '../../contract/rpc.ts';
import type { Hid } from './headset/hid-types.ts';
import { createMediaHost } from './media-host.ts';

const measureEveryMs = 2_000;

/** Puts a media host at the page's end of a channel; answers how to end it. */
export function serveMedia(channel: Channel, parent: HTMLElement): () => void {
  const host = createMediaHost({
    emit: (name, payload) => connection.emit(name, payload),
    parent,
    media: navigator.mediaDevices,
    hid: (navigator as Navigator & { readonly hid?: Hid }).hid ?? null,
  });
  const connection = connect(channel, {
    own: mediaSide,
    peer: mediaClientSide,
    handlers: host.handlers,
    onIncident(error, where) {
      // Read by main where the shell passes a page's console on to the log.
      reportError(error);
      return `media:${where}`;
    },
  });
  connection.emit('media.ready', {});
  const timer = setInterval(() => void host.measure(), measureEveryMs);
  return () => {
    clearInterval(timer);
    host[Symbol.dispose]();
  };
}
