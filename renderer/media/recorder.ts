import { ContractError } from '../../contract/errors.ts';
import type { mediaSide } from '../../contract/media.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { PeerId } from '../../contract/model/ids.ts';
import { silentPacket, type RecordingId } from '../../contract/model/recording.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { EmitMediaEvent } from './hosted-peers.ts';
import { canEncodeOpus, encodeOpus, sampleRate, type OpusPacket } from './opus-packets.ts';
import type { MediaPeer } from './media-peer.ts';
import type { PeerTracks } from './peer-tracks.ts';
import { createRecordingBeep } from './recording-beep.ts';
import { createSoundOutput, resumeWhenAllowed } from './sound-output.ts';

/** Records peers: what is sent on the left, what is received on the right. */
export interface Recorder extends Disposable {
  readonly handlers: HandlersOf<typeof mediaSide, 'recorder'>;
  /** Where the agent hears that it is recorded; null: the system's default. */
  useSpeaker(deviceId: string | null): void;
}

export interface RecorderDeps {
  readonly emit: EmitMediaEvent;
  /** Throws not-found. */
  readonly soundOf: (peerId: PeerId) => MediaPeer['sound'];
}

interface Running {
  pause(isPaused: boolean): void;
  end(): Promise<void>;
}

export function createRecorder({ emit, soundOf }: RecorderDeps): Recorder {
  const running = new Map<RecordingId, Running>();
  const speaker = createSoundOutput();
  let context: AudioContext | null = null;

  function wake(): AudioContext {
    // It plays on no device: `sinkId` is not in TypeScript's DOM library yet (Chromium 110).
    context ??= new AudioContext({ sampleRate, sinkId: { type: 'none' } } as AudioContextOptions);
    void resumeWhenAllowed(context);
    return context;
  }
  async function end(recordingId: RecordingId): Promise<void> {
    const one = running.get(recordingId);
    await one?.end();
    running.delete(recordingId);
    if (running.size > 0) return;
    void context?.suspend();
    speaker.rest();
  }

  return {
    handlers: {
      async 'recorder.start'({ recordingId, peerId, isPaused, notice }) {
        if (!canEncodeOpus()) throw new ContractError('unavailable', { failure: { reason: 'recording-unsupported' } });
        const sound = soundOf(peerId);
        const { tracks } = sound;
        await end(recordingId);
        const told = tellInParts((part) => emit('recorder.wrote', { recordingId, ...part }));
        const onFailed = (failure: Failure): void => emit('recorder.failed', { recordingId, failure });
        const beep = notice === 'beep' ? createRecordingBeep({ context: wake(), speaker, sound }) : null;
        beep?.pause(isPaused);
        const one = withBeep(record(wake(), tracks, { isPaused, told, onFailed }), beep);
        running.set(recordingId, one);
        const off = tracks.onChanged(() => {
          if (!tracks.isOver) return;
          off();
          void one.end();
        });
        return {};
      },
      'recorder.pause'({ recordingId, isPaused }) {
        const one = running.get(recordingId);
        if (!one) throw new ContractError('not-found');
        one.pause(isPaused);
        return {};
      },
      async 'recorder.stop'({ recordingId }) {
        await end(recordingId);
        return {};
      },
    },
    useSpeaker: speaker.choose,
    [Symbol.dispose]() {
      for (const one of running.values()) void one.end();
      running.clear();
      void context?.close();
    },
  };
}

function withBeep(one: Running, beep: ReturnType<typeof createRecordingBeep> | null): Running {
  if (!beep) return one;
  return {
    pause(isPaused) {
      one.pause(isPaused);
      beep.pause(isPaused);
    },
    async end() {
      beep[Symbol.dispose]();
      await one.end();
    },
  };
}

interface RecordOptions {
  readonly isPaused: boolean;
  readonly told: Parts;
  readonly onFailed: (failure: Failure) => void;
}

function record(context: AudioContext, tracks: PeerTracks, { isPaused: isPausedFirst, told, onFailed }: RecordOptions): Running {
  let isPaused = isPausedFirst;
  const merger = new ChannelMergerNode(context, { numberOfInputs: 2 });
  // Zero times whatever is said is digital silence; the recorder runs on, so that the file keeps its time.
  const gate = new GainNode(context, { gain: isPaused ? 0 : 1, channelCount: 2, channelCountMode: 'explicit' });
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 2 });
  merger.connect(gate).connect(destination);
  // Without a source nothing would be pulled, and while a call is held there is none.
  const floor = new ConstantSourceNode(context, { offset: 0 });
  floor.connect(merger, 0, 0);
  floor.start();
  const left = createInput(context, merger, 0);
  const right = createInput(context, merger, 1);

  function attach(): void {
    left.use(tracks.sent);
    right.use(tracks.received);
  }
  attach();
  const off = tracks.onChanged(attach);
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('an audio destination has one track');
  const packets = encodeOpus(
    track,
    (packet) => told.add(packet, isPaused && packet.peaks.every((peak) => peak === 0)),
    (error) => onFailed({ reason: 'recording-stopped', technical: String(error).slice(0, 200) }),
  );

  let ending: Promise<void> | null = null;
  async function finish(): Promise<void> {
    off();
    await packets.end();
    told.flush();
    floor.stop();
    for (const node of [floor, merger, gate]) node.disconnect();
    left.use(null);
    right.use(null);
  }
  return {
    pause(wanted) {
      isPaused = wanted;
      gate.gain.cancelScheduledValues(0);
      gate.gain.value = wanted ? 0 : 1;
    },
    end: () => (ending ??= finish()),
  };
}

/** One channel of the recording; a track that takes the place of another is heard from then on. */
function createInput(context: AudioContext, merger: ChannelMergerNode, channel: number): { use(track: MediaStreamTrack | null): void } {
  let current: { readonly track: MediaStreamTrack; readonly source: MediaStreamAudioSourceNode; readonly mono: GainNode } | null = null;
  return {
    use(track) {
      if (track === (current?.track ?? null)) return;
      current?.source.disconnect();
      current?.mono.disconnect();
      current = null;
      if (!track) return;
      const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) });
      const mono = new GainNode(context, { channelCount: 1, channelCountMode: 'explicit' });
      source.connect(mono).connect(merger, 0, channel);
      current = { track, source, mono };
    },
  };
}

interface Part {
  packets: string[];
  peaks: string;
  isPaused: boolean;
}

interface Parts {
  add(packet: OpusPacket, isPaused: boolean): void;
  flush(): void;
}

/** As often as this it leaves the page: what a crash of it can lose. */
const packetsInPart = 20;

const silence = Uint8Array.from(silentPacket);

/** A part is either paused or not: where it changes another one begins. */
function tellInParts(tell: (part: Part) => void): Parts {
  let packets: OpusPacket[] = [];
  let isPausedNow = false;

  function flush(): void {
    if (packets.length === 0) return;
    const peaks = packets.flatMap((packet) => packet.peaks.map(loudnessByte));
    tell({ packets: packets.map(({ bytes }) => toBase64(bytes)), peaks: toBase64(Uint8Array.from(peaks)), isPaused: isPausedNow });
    packets = [];
  }
  return {
    flush,
    add(packet, isPaused) {
      if (isPaused !== isPausedNow) flush();
      isPausedNow = isPaused;
      // An encoder rings on a little: what is paused is silence to the last bit.
      packets.push(isPaused ? { ...packet, bytes: silence } : packet);
      if (packets.length >= packetsInPart) flush();
    },
  };
}

/** -60 dB and below is 0, full scale 255. */
function loudnessByte(peak: number): number {
  if (peak === 0) return 0;
  return Math.round(Math.min(1, Math.max(0, 1 + (20 * Math.log10(peak)) / 60)) * 255);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
