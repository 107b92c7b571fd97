import type { Clock } from '../ports.ts';
import type { Listenable } from '../lib/emitter.ts';
import type { SoundTests } from './sound-tests.ts';
import type { WarmMicrophone } from './warm-microphone.ts';

/** Devices are tried without a call. The microphone is open for no longer than somebody looks. */
export interface SoundCheck extends Disposable {
  readonly levelMeasured: Listenable<number>;
  readonly isListening: boolean;
  /** On for a quarter of a minute; asked again, for longer. Throws ContractError unavailable with a microphone-… failure. */
  meter(isOn: boolean): Promise<void>;
  playTone(role: 'speaker' | 'ringer'): Promise<void>;
  /** Three seconds; answers how loud they were at most, 0–1. */
  record(): Promise<number>;
  playBack(): Promise<void>;
}

export interface SoundCheckDeps {
  readonly clock: Clock;
  readonly media: SoundTests;
  readonly microphone: Pick<WarmMicrophone, 'open' | 'release'>;
}

/** A window that is gone asks for nothing any more. */
const meterForMs = 15_000;
const recordForMs = 3_000;

export function createSoundCheck({ clock, media, microphone }: SoundCheckDeps): SoundCheck {
  let metering: Disposable | null = null;
  let recordings = 0;

  function stopMeter(): void {
    if (!metering) return;
    metering[Symbol.dispose]();
    metering = null;
    // Where the page is gone, its meter is too.
    media.meter(false).catch(() => undefined);
    microphone.release();
  }

  return {
    levelMeasured: media.levelMeasured,
    get isListening() {
      return metering !== null || recordings > 0;
    },
    async meter(isOn) {
      if (!isOn) return stopMeter();
      metering?.[Symbol.dispose]();
      metering = clock.after(meterForMs, stopMeter);
      try {
        await microphone.open();
        if (metering) await media.meter(true);
      } catch (error) {
        stopMeter();
        throw error;
      }
    },
    playTone: media.playTone,
    async record() {
      recordings += 1;
      try {
        await microphone.open();
        return await media.recordSound(recordForMs);
      } finally {
        recordings -= 1;
        microphone.release();
      }
    },
    playBack: media.playBack,
    [Symbol.dispose]() {
      metering?.[Symbol.dispose]();
      metering = null;
    },
  };
}
