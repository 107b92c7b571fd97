import { ContractError } from '../../contract/errors.ts';
import type { Failure, FailureReason } from '../../contract/model/failure.ts';

/** One peer's share of the microphone: a track of its own, so that calls are muted apart. */
interface MicrophoneTap extends Disposable {
  /** Silence while the microphone is not open. */
  readonly track: MediaStreamTrack;
  enable(isEnabled: boolean): void;
}

export interface Microphone {
  readonly isOpen: boolean;
  /** Returns the device's label; at once where it is open. Throws ContractError `unavailable` with a microphone-… failure. */
  open(): Promise<string>;
  close(): void;
  /** null: the system's default. Switches over at once if the microphone is open. */
  choose(deviceId: string | null): Promise<void>;
  /** `replace` is called with the track that takes over when the device changes. */
  tap(replace: (track: MediaStreamTrack) => void): MicrophoneTap;
  /** Devices were plugged in or out: takes the chosen one again, or any after a loss. */
  devicesChanged(): Promise<void>;
}

export interface MicrophoneDeps {
  readonly media: Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'>;
  readonly createSilence: () => MediaStreamTrack;
  readonly onLost: (failure: Failure) => void;
  readonly onRestored: (label: string) => void;
}

interface Tap {
  track: MediaStreamTrack;
  isEnabled: boolean;
  readonly replace: (track: MediaStreamTrack) => void;
}

export function createMicrophone(deps: MicrophoneDeps): Microphone {
  const taps = new Set<Tap>();
  let current: MediaStreamTrack | null = null;
  let opening: Promise<string> | null = null;
  let wantedId: string | null = null;
  let isWanted = false;
  let isLost = false;

  function share(tap: Tap): void {
    const before = tap.track;
    tap.track = current ? current.clone() : deps.createSilence();
    tap.track.enabled = tap.isEnabled;
    tap.replace(tap.track);
    before.stop();
  }

  function take(track: MediaStreamTrack): void {
    current?.stop();
    current = track;
    track.addEventListener('ended', () => void lose(track));
    for (const tap of taps) share(tap);
    if (isLost) deps.onRestored(track.label);
    isLost = false;
  }

  async function lose(track: MediaStreamTrack): Promise<void> {
    if (track !== current) return;
    current = null;
    opening = null;
    isLost = true;
    for (const tap of taps) share(tap);
    deps.onLost({ reason: 'microphone-lost', technical: track.label.slice(0, 200) });
    await openAgain();
  }

  /** Another device takes over where there is one; otherwise the next one plugged in. */
  async function openAgain(): Promise<void> {
    if (isWanted) await open().catch(() => undefined);
  }

  async function acquire(): Promise<string> {
    const track = await ask(deps.media, wantedId);
    if (!isWanted) {
      track.stop();
      throw new ContractError('illegal-state');
    }
    take(track);
    return track.label;
  }

  function open(): Promise<string> {
    isWanted = true;
    if (current) return Promise.resolve(current.label);
    opening ??= acquire().finally(() => {
      opening = null;
    });
    return opening;
  }

  async function change(): Promise<void> {
    if (!current) return openAgain();
    const track = await ask(deps.media, wantedId).catch(() => null);
    if (track) take(track);
  }

  return {
    get isOpen() {
      return current !== null;
    },
    open,
    close() {
      isWanted = false;
      isLost = false;
      const track = current;
      current = null;
      for (const tap of taps) share(tap);
      track?.stop();
    },
    async choose(deviceId) {
      if (deviceId === wantedId) return;
      wantedId = deviceId;
      if (isWanted) await change();
    },
    tap(replace) {
      const tap: Tap = { track: current ? current.clone() : deps.createSilence(), isEnabled: true, replace };
      taps.add(tap);
      return {
        get track() {
          return tap.track;
        },
        enable(isEnabled) {
          tap.isEnabled = isEnabled;
          tap.track.enabled = isEnabled;
        },
        [Symbol.dispose]() {
          taps.delete(tap);
          tap.track.stop();
        },
      };
    },
    async devicesChanged() {
      if (!isWanted) return;
      if (!current) return openAgain();
      if (wantedId === null || current.getSettings().deviceId === wantedId) return;
      const devices = await deps.media.enumerateDevices();
      if (devices.some((device) => device.kind === 'audioinput' && device.deviceId === wantedId)) await change();
    },
  };
}

async function ask(media: MicrophoneDeps['media'], deviceId: string | null): Promise<MediaStreamTrack> {
  const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  try {
    const stream = await media.getUserMedia({ audio: deviceId ? { ...sound, deviceId: { exact: deviceId } } : sound }).catch((error: unknown) => {
      // The chosen device is not there: any other is better than none.
      if (deviceId && nameOf(error) === 'OverconstrainedError') return media.getUserMedia({ audio: sound });
      throw error;
    });
    const [track] = stream.getAudioTracks();
    if (!track) throw new DOMException('', 'NotFoundError');
    return track;
  } catch (error) {
    const name = nameOf(error);
    throw new ContractError('unavailable', { failure: { reason: reasons[name] ?? 'media-failed', technical: name } });
  }
}

const nameOf = (error: unknown) => (error instanceof DOMException || error instanceof Error ? error.name : 'Error');

/** W3C Media Capture 10.2: what getUserMedia rejects with. */
const reasons: Readonly<Record<string, FailureReason>> = {
  NotAllowedError: 'microphone-denied',
  SecurityError: 'microphone-denied',
  NotFoundError: 'microphone-missing',
  OverconstrainedError: 'microphone-missing',
  NotReadableError: 'microphone-busy',
  AbortError: 'microphone-busy',
};
