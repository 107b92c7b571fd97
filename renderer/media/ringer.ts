import type { RingerTone } from '../../contract/media.ts';
import { renderRingerTone } from './ringer-tones.ts';
import { createSoundOutput, type SoundOutput } from './sound-output.ts';

/** Rings, and plays the tones of the line. A call for the agent rings on the ringer's device, what belongs to a call is heard where the call is heard. */
export interface Ringer {
  start(tone: RingerTone): void;
  stop(): void;
  /** The device it rings on; null: the system's default. */
  useRinger(deviceId: string | null): void;
  /** The device calls are heard on. */
  useLine(deviceId: string | null): void;
  /** 0–1; for the incoming ring only. */
  setVolume(volume: number): void;
}

export function createRinger(): Ringer {
  let ringerVolume = 1;
  let playing: { readonly tone: RingerTone; readonly output: SoundOutput; readonly source: AudioBufferSourceNode; readonly gain: GainNode } | null =
    null;
  const outputs = { ringer: createSoundOutput(), line: createSoundOutput() };
  const volumeOf = (tone: RingerTone) => (tone === 'incoming' ? ringerVolume : 1);

  function stop(): void {
    playing?.source.stop();
    playing?.source.disconnect();
    playing?.gain.disconnect();
    playing?.output.rest();
    playing = null;
  }

  return {
    start(tone) {
      if (playing?.tone === tone) return;
      stop();
      const output = tone === 'incoming' ? outputs.ringer : outputs.line;
      const context = output.wake();
      const samples = renderRingerTone(tone, context.sampleRate);
      const buffer = context.createBuffer(1, samples.length, context.sampleRate);
      buffer.copyToChannel(samples, 0);
      const gain = new GainNode(context, { gain: volumeOf(tone) });
      const source = new AudioBufferSourceNode(context, { buffer, loop: true });
      source.connect(gain).connect(context.destination);
      source.start();
      playing = { tone, output, source, gain };
    },
    stop,
    useRinger: outputs.ringer.choose,
    useLine: outputs.line.choose,
    setVolume(volume) {
      ringerVolume = volume;
      if (playing) playing.gain.gain.value = volumeOf(playing.tone);
    },
  };
}
