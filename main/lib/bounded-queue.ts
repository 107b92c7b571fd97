/** Between one who makes and one who takes at another speed: whoever is ahead waits. */
export interface BoundedQueue<Item> extends AsyncIterable<Item> {
  /** Resolves when there is room for the next one; false: nobody takes any more. */
  put(item: Item): Promise<boolean>;
  /** What was put is still taken; then it ends, or throws. */
  end(error?: unknown): void;
  /** Nobody takes any more. */
  close(): void;
}

export function createBoundedQueue<Item>(most: number): BoundedQueue<Item> {
  const items: Item[] = [];
  let ended: { readonly error: unknown } | null = null;
  let isClosed = false;
  let changed = Promise.withResolvers<void>();

  const isFull = (): boolean => items.length >= most && !isClosed;

  function change(): void {
    changed.resolve();
    changed = Promise.withResolvers();
  }

  return {
    async put(item) {
      items.push(item);
      change();
      while (isFull()) await changed.promise;
      return !isClosed;
    },
    end(error = null) {
      ended = { error };
      change();
    },
    close() {
      isClosed = true;
      items.length = 0;
      change();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const [item] = items.splice(0, 1);
        if (item !== undefined) {
          change();
          yield item;
        } else if (ended) {
          if (ended.error !== null) throw ended.error;
          return;
        } else await changed.promise;
      }
    },
  };
}
