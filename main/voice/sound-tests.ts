import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { MediaConnection } from './media-connection.ts';
import type { MediaRequests } from './media-requests.ts';

/** What the media page does to let devices be tried. Throws ContractError unavailable where there is no page. */
export interface SoundTests {
  /** 0–1, ten times a second while the microphone is metered or recorded. */
  readonly levelMeasured: Listenable<number>;
  meter(isOn: boolean): Promise<void>;
  playTone(role: 'speaker' | 'ringer'): Promise<void>;
  recordSound(forMs: number): Promise<number>;
  playBack(): Promise<void>;
}

/** Longer than any sound lasts: in a plain browser a page may have to wait for a click before it sounds. */
const soundLimitMs = 20_000;

export function createSoundTests(requests: MediaRequests): SoundTests & { onAttached(connection: MediaConnection): void } {
  const levelMeasured = createEmitter<number>();
  return {
    levelMeasured,
    async meter(isOn) {
      await requests.call('sound.meter', { isOn });
    },
    async playTone(role) {
      await requests.call('sound.play-tone', { role }, soundLimitMs);
    },
    recordSound: async (forMs) => (await requests.call('sound.record', { forMs }, forMs + soundLimitMs)).level,
    async playBack() {
      await requests.call('sound.play-back', {}, soundLimitMs);
    },
    onAttached: (connection) => void connection.on('sound.level-measured', ({ level }) => levelMeasured.emit(level)),
  };
}
