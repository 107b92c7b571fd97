/** An audio context on a device of its own, made when first needed and asleep while nothing sounds. */
export interface SoundOutput {
  wake(): AudioContext;
  rest(): void;
  /** null: the system's default device. A device that has gone falls back to it. */
  choose(deviceId: string | null): void;
}

/** Not in TypeScript's DOM library yet (Chromium 110). */
type SinkContext = AudioContext & { setSinkId?(id: string): Promise<void> };

export function createSoundOutput(): SoundOutput {
  let context: SinkContext | null = null;
  let deviceId: string | null = null;

  function applyDevice(): void {
    void context?.setSinkId?.(deviceId ?? '').catch(() => context?.setSinkId?.(''));
  }

  return {
    wake() {
      if (!context) {
        context = new AudioContext({ latencyHint: 'interactive' });
        if (deviceId) applyDevice();
      }
      void resumeWhenAllowed(context);
      return context;
    },
    rest() {
      void context?.suspend();
    },
    choose(wanted) {
      if (wanted === deviceId) return;
      deviceId = wanted;
      applyDevice();
    },
  };
}

/** In a plain browser a page may be silent until the first click in it. */
export async function resumeWhenAllowed(context: AudioContext): Promise<void> {
  const again = () => void context.resume();
  addEventListener('pointerdown', again, { once: true });
  await context.resume();
  removeEventListener('pointerdown', again);
}
