/** Not in TypeScript's DOM library yet (Chromium 94). */
declare global {
  var MediaStreamTrackProcessor:
    | { new (init: { readonly track: MediaStreamTrack; readonly maxBufferSize?: number }): { readonly readable: ReadableStream<AudioData> } }
    | undefined;
}

export interface OpusPacket {
  /** Both channels: RFC 6716 appendix B. */
  readonly bytes: Uint8Array;
  /** The loudest sample of each channel, 0–1. */
  readonly peaks: readonly [number, number];
}

export interface OpusPackets {
  /** Resolves when the last packet was told. */
  end(): Promise<void>;
}

export const sampleRate = 48_000;
const packetSamples = 960;
/** Some seconds of a page that is too busy to read: nothing is lost meanwhile. */
const mostBuffered = 1_000;

/** CELT alone, and without DTX: what is silent comes out as zeros, and a speech codec would put noise there. */
const configuration: AudioEncoderConfig & { opus: { application: 'lowdelay' } } = {
  codec: 'opus',
  sampleRate,
  numberOfChannels: 1,
  bitrate: 40_000,
  opus: { format: 'opus', application: 'lowdelay', frameDuration: packetSamples * (1_000_000 / sampleRate), usedtx: false },
};

export function canEncodeOpus(): boolean {
  return typeof AudioEncoder !== 'undefined' && typeof MediaStreamTrackProcessor !== 'undefined';
}

/** Encodes a stereo track, 20 ms a packet, its channels apart: coded together, one would be heard on the other. */
export function encodeOpus(track: MediaStreamTrack, onPacket: (packet: OpusPacket) => void, onFailed: (error: unknown) => void): OpusPackets {
  if (!MediaStreamTrackProcessor) throw new Error('no MediaStreamTrackProcessor');
  const left = createChannel(tell, onFailed);
  const right = createChannel(tell, onFailed);
  const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: mostBuffered }).readable.getReader();

  function tell(): void {
    while (left.ready.length > 0 && right.ready.length > 0) {
      const [ours, theirs] = [left.ready.shift(), right.ready.shift()];
      if (ours && theirs) onPacket({ bytes: joinStreams(ours.bytes, theirs.bytes), peaks: [ours.peak, theirs.peak] });
    }
  }
  async function pump(): Promise<void> {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      left.encode(value, 0);
      right.encode(value, 1);
      value.close();
    }
  }
  const pumped = pump().catch(onFailed);

  return {
    async end() {
      track.stop();
      await reader.cancel().catch(() => undefined);
      await pumped;
      await Promise.all([left.end(), right.end()]);
    },
  };
}

interface Channel {
  readonly ready: { readonly bytes: Uint8Array; readonly peak: number }[];
  encode(sound: AudioData, channel: number): void;
  end(): Promise<void>;
}

function createChannel(onReady: () => void, onFailed: (error: unknown) => void): Channel {
  const ready: Channel['ready'] = [];
  const peaks = createPeaks();
  const encoder = new AudioEncoder({
    output(chunk) {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      ready.push({ bytes, peak: peaks.next() });
      onReady();
    },
    error: onFailed,
  });
  encoder.configure(configuration);
  return {
    ready,
    encode(sound, channel) {
      if (encoder.state !== 'configured') return;
      const data = new Float32Array(sound.numberOfFrames);
      sound.copyTo(data, { planeIndex: Math.min(channel, sound.numberOfChannels - 1), format: 'f32-planar' });
      peaks.add(data);
      const { numberOfFrames, timestamp } = sound;
      const mono = new AudioData({ format: 'f32-planar', sampleRate: sound.sampleRate, numberOfChannels: 1, numberOfFrames, timestamp, data });
      encoder.encode(mono);
      mono.close();
    },
    async end() {
      if (encoder.state !== 'configured') return;
      await encoder.flush().catch(onFailed);
      encoder.close();
    },
  };
}

/** The encoder makes one packet of 960 samples, in their order: how loud they were waits here for it. */
function createPeaks(): { add(samples: Float32Array): void; next(): number } {
  const ready: number[] = [];
  let filled = 0;
  let loudest = 0;
  return {
    add(samples) {
      for (const sample of samples) {
        loudest = Math.max(loudest, Math.abs(sample));
        filled += 1;
        if (filled < packetSamples) continue;
        ready.push(loudest);
        filled = 0;
        loudest = 0;
      }
    },
    // The last packet may be filled up with silence.
    next: () => ready.shift() ?? loudest,
  };
}

/** One packet of two streams: the first is told how long it is. Packets of one frame only, which is what 20 ms are (RFC 6716 §3.2.2, appendix B). */
function joinStreams(first: Uint8Array, second: Uint8Array): Uint8Array {
  const [toc = 0, ...frame] = first;
  if ((toc & 3) !== 0) throw new Error('more than one frame in a packet');
  const length = frame.length < 252 ? [frame.length] : [252 + (frame.length & 3), (frame.length - 252) >> 2];
  return Uint8Array.from([toc, ...length, ...frame, ...second]);
}
