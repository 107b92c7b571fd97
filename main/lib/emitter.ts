export interface Emitter<T> {
  /** Returns the function that stops listening. */
  on(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

export type Listenable<T> = Pick<Emitter<T>, 'on'>;

export function createEmitter<T>(): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(value) {
      for (const listener of [...listeners]) listener(value);
    },
  };
}
