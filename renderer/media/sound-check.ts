import { ContractError } from '../../contract/errors.ts';
import type { Microphone } from './microphone.ts';
import { renderRingerTone } from './ringer-tones.ts';
import { createSoundOutput, resumeWhenAllowed, type SoundOutput } from './sound-output.ts';

/** Lets the agent see and hear what devices do, beside any call. */
export interface SoundCheck extends Disposable {
  /** The microphone's level, ten times a second, until it is switched off. */
  meter(isOn: boolean): void;
  playTone(role: 'speaker' | 'ringer', volume: number): Promise<void>;
  /** Answers the greatest level, 0–1. */
  record(forMs: number): Promise<number>;
  playBack(): Promise<void>;
  useSpeaker(deviceId: string | null): void;
  useRinger(deviceId: string | null): void;
}

export interface SoundCheckDeps {
  readonly microphone: Pick<Microphone, 'tap'>;
  readonly onLevel: (level: number) => void;
}

const everyMs = 100;
const quietestDb = 60;

/** -60 dB below full scale to none: what is between silence and as loud as can be. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 10 * Math.log10(sum / samples.length);
  return Math.min(1, Math.max(0, (db + quietestDb) / quietestDb));
}

export function createSoundCheck({ microphone, onLevel }: SoundCheckDeps): SoundCheck {
  const outputs = { speaker: createSoundOutput(), ringer: createSoundOutput() };
  let context: AudioContext | null = null;
  let metering: Listener | null = null;
  let recording: Blob | null = null;
  let playing: AudioBufferSourceNode | null = null;

  /** Hears the microphone, whichever it is at the moment, and says how loud it is. */
  function listen(onMeasured: (level: number) => void): Listener {
    context ??= new AudioContext({ latencyHint: 'interactive' });
    const listening = context;
    void resumeWhenAllowed(listening);
    const analyser = new AnalyserNode(listening, { fftSize: 2_048 });
    const samples = new Float32Array(analyser.fftSize);
    let source: MediaStreamAudioSourceNode | null = null;
    function hear(track: MediaStreamTrack): void {
      source?.disconnect();
      source = listening.createMediaStreamSource(new MediaStream([track]));
      source.connect(analyser);
    }
    const tap = microphone.tap(hear);
    hear(tap.track);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      onMeasured(levelOf(samples));
    }, everyMs);
    return {
      track: tap.track,
      [Symbol.dispose]() {
        clearInterval(timer);
        source?.disconnect();
        tap[Symbol.dispose]();
      },
    };
  }

  async function play(output: SoundOutput, load: (context: AudioContext) => AudioBuffer | Promise<AudioBuffer>, volume: number): Promise<void> {
    playing?.stop();
    const sounding = output.wake();
    const source = new AudioBufferSourceNode(sounding, { buffer: await load(sounding) });
    playing = source;
    source.connect(new GainNode(sounding, { gain: volume })).connect(sounding.destination);
    await new Promise((ended) => {
      source.addEventListener('ended', ended);
      source.start();
    });
    if (playing !== source) return;
    playing = null;
    output.rest();
  }

  return {
    meter(isOn) {
      if (isOn) metering ??= listen(onLevel);
      else {
        metering?.[Symbol.dispose]();
        metering = null;
      }
    },
    playTone(role, volume) {
      return play(
        outputs[role],
        (sounding) => {
          const samples = renderRingerTone(role === 'ringer' ? 'incoming' : 'test', sounding.sampleRate);
          const buffer = sounding.createBuffer(1, samples.length, sounding.sampleRate);
          buffer.copyToChannel(samples, 0);
          return buffer;
        },
        volume,
      );
    },
    async record(forMs) {
      let loudest = 0;
      const heard = listen((level) => {
        loudest = Math.max(loudest, level);
        onLevel(level);
      });
      try {
        recording = await recordTrack(heard.track, forMs);
      } finally {
        heard[Symbol.dispose]();
      }
      return loudest;
    },
    async playBack() {
      const kept = recording;
      recording = null;
      if (!kept) throw new ContractError('illegal-state');
      const bytes = await kept.arrayBuffer();
      await play(outputs.speaker, (sounding) => sounding.decodeAudioData(bytes), 1);
    },
    useSpeaker: outputs.speaker.choose,
    useRinger: outputs.ringer.choose,
    [Symbol.dispose]() {
      metering?.[Symbol.dispose]();
      playing?.stop();
      recording = null;
      void context?.close();
    },
  };
}

interface Listener extends Disposable {
  readonly track: MediaStreamTrack;
}

/** In memory only. A track that ends before its time ends the recording. */
function recordTrack(track: MediaStreamTrack, forMs: number): Promise<Blob> {
  return new Promise((done, fail) => {
    const recorder = new MediaRecorder(new MediaStream([track]));
    const pieces: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
    recorder.addEventListener('stop', () => done(new Blob(pieces, { type: recorder.mimeType })));
    recorder.addEventListener('error', () => fail(new ContractError('unavailable', { failure: { reason: 'microphone-lost' } })));
    recorder.start();
    setTimeout(() => recorder.state !== 'inactive' && recorder.stop(), forMs);
  });
}
