import { callKeySchema, type CallKey, type Shortcuts } from '../contract/model/call-keys.ts';
import { createEmitter, type Listenable } from './lib/emitter.ts';
import type { CallKeys } from './call-keys.ts';
import type { ShortcutRegistry } from './ports.ts';

/** The agent's combinations, taken from the system as long as they are set. */
export interface GlobalShortcuts {
  /** Whose combination another program has; null: there are none in this shell. */
  readonly refused: readonly CallKey[] | null;
  readonly changed: Listenable<void>;
  apply(shortcuts: Shortcuts): void;
}

export function createGlobalShortcuts({ registry, keys }: { readonly registry: ShortcutRegistry | null; readonly keys: CallKeys }): GlobalShortcuts {
  const changed = createEmitter<void>();
  let applied = '';
  let refused: readonly CallKey[] | null = registry ? [] : null;
  return {
    get refused() {
      return refused;
    },
    changed,
    apply(shortcuts) {
      const now = JSON.stringify(shortcuts);
      if (!registry || now === applied) return;
      const isFirst = applied === '';
      applied = now;
      const combinations = new Map<string, CallKey[]>();
      for (const key of callKeySchema.options) {
        const accelerator = shortcuts[key];
        // The same one may answer while it rings and hang up later.
        if (accelerator !== null) combinations.set(accelerator, [...(combinations.get(accelerator) ?? []), key]);
      }
      const lost = registry.take(new Map([...combinations].map(([accelerator, meant]) => [accelerator, () => keys.press(meant)])));
      refused = lost.flatMap((accelerator) => combinations.get(accelerator) ?? []);
      if (!isFirst || refused.length > 0) changed.emit();
    },
  };
}
