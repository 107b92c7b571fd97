/** What a peer sends and what it receives at this moment: either is replaced in mid-call, by another device, a mixer, or after a hold. */
export interface PeerTracks {
  readonly sent: MediaStreamTrack | null;
  readonly received: MediaStreamTrack | null;
  /** The peer is closed. */
  readonly isOver: boolean;
  /** Returns the function that stops listening. */
  onChanged(listener: () => void): () => void;
}

export interface KeptTracks extends PeerTracks {
  set(part: { readonly sent?: MediaStreamTrack; readonly received?: MediaStreamTrack }): void;
  end(): void;
}

export function createPeerTracks(): KeptTracks {
  let sent: MediaStreamTrack | null = null;
  let received: MediaStreamTrack | null = null;
  let isOver = false;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  return {
    get sent() {
      return sent;
    },
    get received() {
      return received;
    },
    get isOver() {
      return isOver;
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(part) {
      sent = part.sent ?? sent;
      received = part.received ?? received;
      tell();
    },
    end() {
      isOver = true;
      tell();
    },
  };
}
