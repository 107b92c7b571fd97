import type { mediaSide } from '../../contract/media.ts';
import type { Handlers } from '../../contract/side.ts';
import { createAudioDevices } from './audio-devices.ts';
import { createHostedPeers, type EmitMediaEvent } from './hosted-peers.ts';
import { createHeadset } from './headset/headset.ts';
import type { Hid } from './headset/hid-types.ts';
import { createMicrophone } from './microphone.ts';
import { createNoiseSuppressor } from './noise-suppressor.ts';
import { createPlayback } from './playback.ts';
import { createRecorder } from './recorder.ts';
import { createRinger } from './ringer.ts';
import { createSoundCheck } from './sound-check.ts';
import { createSilentTracks, createSoundSource } from './sound-sources.ts';
import { createSpareConnections } from './spare-connection.ts';
import { createSpeechVoice } from './speech-voice.ts';

type Media = typeof mediaSide;

export interface MediaHost extends Disposable {
  readonly handlers: Handlers<Media>;
  /** Measures every connected peer since the last time. */
  measure(): Promise<void>;
}

export interface MediaHostDeps {
  readonly emit: EmitMediaEvent;
  /** Where the audio elements go. */
  readonly parent: HTMLElement;
  readonly media: MediaDevices;
  /** null: where WebHID is not to be had. */
  readonly hid: Hid | null;
}

/** Everything that sounds: serves the media side of the contract. */
export function createMediaHost({ emit, parent, media, hid }: MediaHostDeps): MediaHost {
  const playback = createPlayback(parent);
  const ringer = createRinger();
  const voice = createSpeechVoice();
  const createSilence = createSilentTracks();
  const suppressor = createNoiseSuppressor();
  const microphone = createMicrophone({
    media,
    suppressor,
    createSilence,
    onLost: (failure) => emit('microphone.lost', { failure }),
    onRestored: (label) => emit('microphone.restored', { label }),
    onReplaced: () => void audioDevices.refresh(),
  });
  const check = createSoundCheck({ microphone, onLevel: (level) => emit('sound.level-measured', { level }) });
  let ringerVolume = 1;
  const headset = createHeadset({ hid, onPressed: (key) => emit('headset.pressed', { key }), onChanged: () => void audioDevices.refresh() });
  const audioDevices = createAudioDevices({
    media,
    microphone,
    headsetName: () => headset.name,
    useSpeaker(deviceId) {
      for (const use of [playback.choose, ringer.useLine, recorder.useSpeaker, check.useSpeaker]) use(deviceId);
    },
    useRinger(deviceId) {
      ringer.useRinger(deviceId);
      check.useRinger(deviceId);
    },
    onChanged: (state) => emit('devices.changed', state),
  });
  const spares = createSpareConnections();
  addEventListener('online', spares.discard);
  const peers = createHostedPeers({
    emit,
    playback,
    spares,
    createSound: (source, replace) => createSoundSource(source, { microphone, voice, createSilence }, replace),
  });
  const recorder = createRecorder({ emit, soundOf: peers.soundOf });

  return {
    handlers: {
      ...peers.handlers,
      ...recorder.handlers,
      async 'microphone.open'() {
        const label = await microphone.open();
        // Only now the browser tells the devices' names.
        void audioDevices.refresh();
        return { label };
      },
      'microphone.close'() {
        microphone.close();
        return {};
      },
      'devices.list': () => audioDevices.read(),
      async 'devices.choose'(choice) {
        ({ ringerVolume } = choice);
        ringer.setVolume(ringerVolume);
        await audioDevices.choose(choice);
        return {};
      },
      'sound.meter'({ isOn }) {
        check.meter(isOn);
        return {};
      },
      async 'sound.play-tone'({ role }) {
        await check.playTone(role, role === 'ringer' ? ringerVolume : 1);
        return {};
      },
      async 'sound.play-back'() {
        await check.playBack();
        return {};
      },
      'sound.record': async ({ forMs }) => ({ level: await check.record(forMs) }),
      'headset.show'({ lamps }) {
        headset.show(lamps);
        return {};
      },
      'ringer.start'({ tone }) {
        ringer.start(tone);
        return {};
      },
      'ringer.stop'() {
        ringer.stop();
        return {};
      },
    },
    measure: peers.measure,
    [Symbol.dispose]() {
      ringer.stop();
      check[Symbol.dispose]();
      headset[Symbol.dispose]();
      recorder[Symbol.dispose]();
      peers[Symbol.dispose]();
      microphone.close();
      suppressor[Symbol.dispose]();
      spares[Symbol.dispose]();
    },
  };
}
