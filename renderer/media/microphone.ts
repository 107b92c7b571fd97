import { ContractError } from '../../contract/errors.ts';
import { defaultSoundSettings, type SoundProcessing } from '../../contract/model/audio.ts';
import type { Failure, FailureReason } from '../../contract/model/failure.ts';
import type { CleanTrack, NoiseSuppressor } from './noise-suppressor.ts';

/** One peer's share of the microphone: a track of its own, so that calls are muted apart. */
interface MicrophoneTap extends Disposable {
  /** Silence while the microphone is not open. */
  readonly track: MediaStreamTrack;
  enable(isEnabled: boolean): void;
}

export interface WantedMicrophone {
  /** Plugged in, the most wanted first; without any, or where none of them can be had: the system's default. */
  readonly deviceIds: readonly string[];
  /** Which one the system's default is now. */
  readonly defaultId: string | null;
  readonly processing: SoundProcessing;
}

export interface Microphone {
  readonly isOpen: boolean;
  /** The device in use; null while it is closed, or where the browser does not say. */
  readonly deviceId: string | null;
  /** Returns the device's label; at once where it is open. Throws ContractError `unavailable` with a microphone-… failure. */
  open(): Promise<string>;
  close(): void;
  /** Goes over at once if the microphone is open and another one is wanted more; takes any after a loss. */
  prefer(wanted: WantedMicrophone): Promise<void>;
  /** `replace` is called with the track that takes over when the device changes. */
  tap(replace: (track: MediaStreamTrack) => void): MicrophoneTap;
}

export interface MicrophoneDeps {
  readonly media: Pick<MediaDevices, 'getUserMedia'>;
  readonly suppressor: Pick<NoiseSuppressor, 'prepare' | 'clean'>;
  readonly createSilence: () => MediaStreamTrack;
  /** Gone, and no other one could be had. */
  readonly onLost: (failure: Failure) => void;
  readonly onRestored: (label: string) => void;
  /** Another device took over from one that ended. */
  readonly onReplaced: () => void;
}

interface Tap {
  track: MediaStreamTrack;
  isEnabled: boolean;
  readonly replace: (track: MediaStreamTrack) => void;
}

export function createMicrophone(deps: MicrophoneDeps): Microphone {
  let current: Taken | null = null;
  let opening: Promise<string> | null = null;
  let wanted: WantedMicrophone = { deviceIds: [], defaultId: null, processing: defaultSoundSettings };
  let isWanted = false;
  let isLost = false;

  const taps = createTaps(() => (current ? (current.clean ?? current).track.clone() : deps.createSilence()));

  function take(taken: Taken): void {
    const before = current;
    current = taken;
    taken.track.addEventListener('ended', () => void lose(taken));
    taps.share();
    if (before) letGo(before);
    if (isLost) deps.onRestored(taken.track.label);
    isLost = false;
  }

  async function lose(taken: Taken): Promise<void> {
    if (taken !== current) return;
    current = null;
    taps.share();
    letGo(taken);
    if (!isWanted) return;
    try {
      await open();
      deps.onReplaced();
    } catch {
      if (!isWanted || current) return;
      isLost = true;
      deps.onLost({ reason: 'microphone-lost', technical: taken.track.label.slice(0, 200) });
    }
  }

  async function acquire(): Promise<string> {
    const taken = await ask(deps, wanted);
    if (!isWanted) {
      letGo(taken);
      throw new ContractError('illegal-state');
    }
    take(taken);
    return taken.track.label;
  }

  function open(): Promise<string> {
    isWanted = true;
    if (current) return Promise.resolve(current.track.label);
    opening ??= acquire().finally(() => {
      opening = null;
    });
    return opening;
  }

  /** Until the one in use is the one that is wanted: meanwhile another may have been. */
  async function goOver(): Promise<void> {
    let asked: WantedMicrophone | null = null;
    while (current && asked !== wanted && !isAsWanted(current, wanted)) {
      asked = wanted;
      const taken = await ask(deps, asked).catch(() => null);
      if (!taken) continue;
      // What is no better than the one in use stays unused.
      if (isWanted && asked === wanted && !(current && isSame(taken, current))) take(taken);
      else letGo(taken);
    }
  }

  return {
    get isOpen() {
      return current !== null;
    },
    get deviceId() {
      const id = current?.track.getSettings().deviceId ?? null;
      return id === 'default' ? wanted.defaultId : id;
    },
    open,
    close() {
      isWanted = false;
      isLost = false;
      const taken = current;
      current = null;
      taps.share();
      if (taken) letGo(taken);
    },
    async prefer(now) {
      wanted = now;
      if (!isWanted) return;
      if (!current) await open().catch(() => undefined);
      // Which one the default is, the browser tells only once it is allowed.
      if (current) current.defaultId ??= now.defaultId;
      await goOver();
    },
    tap: taps.add,
  };
}

interface Taps {
  /** Another track for each of them. */
  share(): void;
  add(replace: (track: MediaStreamTrack) => void): MicrophoneTap;
}

function createTaps(copyOfTrack: () => MediaStreamTrack): Taps {
  const taps = new Set<Tap>();
  return {
    share() {
      for (const tap of taps) {
        const before = tap.track;
        tap.track = copyOfTrack();
        tap.track.enabled = tap.isEnabled;
        tap.replace(tap.track);
        before.stop();
      }
    },
    add(replace) {
      const tap: Tap = { track: copyOfTrack(), isEnabled: true, replace };
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
  };
}

interface Taken {
  readonly track: MediaStreamTrack;
  /** What calls are given instead of it; null: itself. */
  readonly clean: CleanTrack | null;
  /** It was asked for by this id; null: as the system's default, which was then `defaultId`. */
  readonly deviceId: string | null;
  defaultId: string | null;
  readonly processing: SoundProcessing;
}

function letGo({ track, clean }: Taken): void {
  track.stop();
  clean?.[Symbol.dispose]();
}

type Origin = Pick<Taken, 'deviceId' | 'defaultId' | 'processing'>;

function isSame(one: Origin, other: Origin): boolean {
  if (one.deviceId !== other.deviceId || (one.deviceId === null && one.defaultId !== other.defaultId)) return false;
  return (['isEchoCancelled', 'noiseSuppression', 'isGainAutomatic'] as const).every((name) => one.processing[name] === other.processing[name]);
}

function isAsWanted(taken: Taken, { deviceIds, defaultId, processing }: WantedMicrophone): boolean {
  return isSame(taken, { deviceId: deviceIds[0] ?? null, defaultId, processing });
}

/** The first that can be had. One that is busy or gone gives way to the next; without a permission all of them are out of reach. */
async function ask({ media, suppressor }: Pick<MicrophoneDeps, 'media' | 'suppressor'>, wanted: WantedMicrophone): Promise<Taken> {
  const { isEchoCancelled, noiseSuppression, isGainAutomatic } = wanted.processing;
  const isStrong = noiseSuppression === 'strong' && (await suppressor.prepare());
  // Where the strong one cannot be had, the browser's own is better than none.
  const isByBrowser = noiseSuppression !== 'off' && !isStrong;
  const sound = { echoCancellation: isEchoCancelled, noiseSuppression: isByBrowser, autoGainControl: isGainAutomatic };
  let name = '';
  for (const deviceId of [...wanted.deviceIds, null]) {
    try {
      const audio = deviceId === null ? sound : { ...sound, deviceId: { exact: deviceId } };
      const [track] = (await media.getUserMedia({ audio })).getAudioTracks();
      if (track) {
        const clean = isStrong ? await suppressor.clean(track) : null;
        if (track.readyState === 'live') return { track, clean, deviceId, defaultId: wanted.defaultId, processing: wanted.processing };
        // Pulled out meanwhile.
        clean?.[Symbol.dispose]();
      }
      name = 'NotFoundError';
    } catch (error) {
      name = nameOf(error);
      if (reasons[name] === 'microphone-denied') break;
    }
  }
  throw new ContractError('unavailable', { failure: { reason: reasons[name] ?? 'media-failed', technical: name } });
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
