import { ContractError } from '../../contract/errors.ts';
import type { RingerTone } from '../../contract/media.ts';
import type { CallKey } from '../../contract/model/call-keys.ts';
import type { HeadsetLamps } from '../../contract/model/headset.ts';
import type { Failure } from '../../contract/model/failure.ts';
import { noAudio, soundSettingsSchema, type AudioState, type SoundSettings } from '../../contract/model/audio.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock, Logger } from '../ports.ts';
import type { MediaRequests } from './media-requests.ts';
import type { LocalAudio } from './remote-peer-connection.ts';
import { createLocalAudio } from './rtc-environment.ts';
import type { MediaConnection } from './media-connection.ts';

/** The agent's microphone, ringer and devices. What was asked for is remembered, and asked again of every new media page. */
export interface AgentAudio {
  /** Opens the microphone and keeps it open; at once where it is open already. Throws ContractError `unavailable` with a microphone-… or media-page-lost failure. */
  openMicrophone(): Promise<LocalAudio>;
  closeMicrophone(): void;
  readonly microphoneLost: Listenable<Failure>;
  /** The label of the microphone that took over. */
  readonly microphoneRestored: Listenable<string>;
  startRinger(tone: RingerTone): void;
  stopRinger(): void;
  /** null: buttons of headsets are not used. */
  showHeadset(lamps: HeadsetLamps | null): void;
  readonly headsetPressed: Listenable<CallKey>;
  audio(): AudioState;
  readonly audioChanged: Listenable<AudioState>;
  applySettings(settings: SoundSettings): void;
}

export interface AgentAudioDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly requests: MediaRequests;
  readonly microphoneLimitMs: number;
  /** How long a call waits for a media page that is just being replaced. */
  readonly attachLimitMs: number;
}

export function createAgentAudio({ clock, logger, requests, microphoneLimitMs, attachLimitMs }: AgentAudioDeps): AgentAudio & {
  onAttached(connection: MediaConnection): void;
  onLost(): void;
} {
  const microphoneLost = createEmitter<Failure>();
  const microphoneRestored = createEmitter<string>();
  const audioChanged = createEmitter<AudioState>();
  const headsetPressed = createEmitter<CallKey>();
  const attached = createEmitter<void>();
  const agentsVoice = createLocalAudio('microphone');
  let audio = noAudio;
  let choice: SoundSettings | null = null;
  let tone: RingerTone | null = null;
  let lamps: HeadsetLamps | null = null;
  let isMicrophoneWanted = false;
  let opening: Promise<unknown> | null = null;

  function showAudio(now: AudioState): void {
    // What went over a while ago is no news to whoever asks later.
    audio = { ...now, switched: [] };
    audioChanged.emit(now);
  }

  function open(): Promise<unknown> {
    isMicrophoneWanted = true;
    if (opening) return opening;
    const asked: Promise<unknown> = requests.call('microphone.open', {}, microphoneLimitMs).catch((error: unknown) => {
      if (opening === asked) opening = null;
      throw error;
    });
    opening = asked;
    return asked;
  }

  /** Answering in the moment in which the page dies must not fail: the next page is on its way. */
  async function openInNextPage(error: unknown): Promise<unknown> {
    if (!(error instanceof ContractError) || error.failure?.reason !== 'media-page-lost') throw error;
    if (!requests.connection) await nextPage(error);
    return open();
  }

  function nextPage(error: ContractError): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = attached.on(() => {
        stop();
        limit[Symbol.dispose]();
        resolve();
      });
      const limit = clock.after(attachLimitMs, () => {
        stop();
        reject(error);
      });
    });
  }

  return {
    openMicrophone: () =>
      open()
        .catch(openInNextPage)
        .then(() => agentsVoice),
    closeMicrophone() {
      isMicrophoneWanted = false;
      opening = null;
      requests.post('microphone.close', {});
    },
    microphoneLost,
    microphoneRestored,
    startRinger(wanted) {
      tone = wanted;
      requests.post('ringer.start', { tone: wanted });
    },
    stopRinger() {
      tone = null;
      requests.post('ringer.stop', {});
    },
    showHeadset(shown) {
      lamps = shown;
      requests.post('headset.show', { lamps });
    },
    headsetPressed,
    audio: () => audio,
    audioChanged,
    applySettings(settings) {
      choice = soundSettingsSchema.parse(settings);
      requests.post('devices.choose', choice);
    },
    onAttached(connection) {
      connection.on('microphone.lost', ({ failure }) => {
        // The next call asks again, and hears whether there is one.
        opening = null;
        microphoneLost.emit(failure);
      });
      connection.on('microphone.restored', ({ label }) => microphoneRestored.emit(label));
      connection.on('devices.changed', showAudio);
      connection.on('headset.pressed', ({ key }) => headsetPressed.emit(key));
      if (lamps) requests.post('headset.show', { lamps });
      if (choice) requests.post('devices.choose', choice);
      attached.emit();
      if (isMicrophoneWanted) open().catch((error: unknown) => logger.warn('microphone-not-reopened', { error: String(error) }));
      if (tone) requests.post('ringer.start', { tone });
      requests.call('devices.list', {}).then(showAudio, (error: unknown) => logger.warn('devices-not-listed', { error: String(error) }));
    },
    onLost() {
      opening = null;
    },
  };
}
