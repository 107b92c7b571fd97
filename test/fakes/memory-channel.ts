import type { Channel } from '../../contract/rpc.ts';

export interface MemoryChannels {
  readonly near: Channel;
  readonly far: Channel;
  close(): void;
}

interface End extends Channel {
  receive(frame: unknown): void;
  close(): void;
}

/** Two ends in one process. Frames travel as JSON and arrive later, as over any other channel. */
export function createMemoryChannels(): MemoryChannels {
  let isOpen = true;

  function createEnd(other: () => End): End {
    const frameListeners = new Set<(frame: unknown) => void>();
    const closeListeners = new Set<() => void>();
    return {
      send(frame) {
        const text = JSON.stringify(frame);
        queueMicrotask(() => isOpen && other().receive(JSON.parse(text)));
      },
      onFrame: (listener) => void frameListeners.add(listener),
      onClose: (listener) => void closeListeners.add(listener),
      receive: (frame) => frameListeners.forEach((listener) => listener(frame)),
      close: () => closeListeners.forEach((listener) => listener()),
    };
  }
  const near: End = createEnd(() => far);
  const far: End = createEnd(() => near);
  return {
    near,
    far,
    close() {
      if (!isOpen) return;
      isOpen = false;
      near.close();
      far.close();
    },
  };
}
