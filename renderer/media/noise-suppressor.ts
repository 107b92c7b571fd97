import { loadRnnoise, RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor';
import rnnoiseUrl from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url';
import rnnoiseSimdUrl from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';
// oxlint-disable-next-line import/default -- Vite answers its address.
import workletUrl from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url';

/** A microphone's sound without its noise; ends with it. */
export interface CleanTrack extends Disposable {
  readonly track: MediaStreamTrack;
}

/** Takes noise out of a microphone's sound, by RNNoise in an audio worklet. */
export interface NoiseSuppressor extends Disposable {
  /** False where it cannot be had. */
  prepare(): Promise<boolean>;
  /** Only once it is prepared. One microphone at a time: of two the sum would be heard. */
  clean(track: MediaStreamTrack): Promise<CleanTrack>;
}

interface Chain {
  readonly context: AudioContext;
  readonly input: AudioNode;
  readonly track: MediaStreamTrack;
}

/** RNNoise knows voices at this rate only. */
const sampleRate = 48_000;
const readyWithinMs = 3_000;
const soundingWithinMs = 300;
const lookEveryMs = 10;

/** One worklet for the life of the page: the library's processor does not end before its context does. Asleep while no microphone needs it. */
export function createNoiseSuppressor(): NoiseSuppressor {
  let chain: Chain | null = null;
  let building: Promise<Chain> | null = null;
  let users = 0;

  async function prepare(): Promise<boolean> {
    try {
      building ??= buildChain();
      chain = await building;
      return true;
    } catch (error) {
      building = null;
      reportError(error);
      return false;
    }
  }

  return {
    prepare,
    async clean(raw) {
      if (!chain) throw new Error('the noise suppressor is not prepared');
      const { context, input, track } = chain;
      users += 1;
      await context.resume();
      const source = context.createMediaStreamSource(new MediaStream([raw]));
      // What is sent now goes on until there is something to take its place; a headset that is muted at its own switch gives nothing.
      await whenSounding(context, source, soundingWithinMs);
      source.connect(input);
      const cleaned = track.clone();
      let isUsed = true;
      return {
        track: cleaned,
        [Symbol.dispose]() {
          if (!isUsed) return;
          isUsed = false;
          source.disconnect();
          cleaned.stop();
          users -= 1;
          if (users === 0) void context.suspend();
        },
      };
    },
    [Symbol.dispose]() {
      building?.then(
        ({ context }) => context.close(),
        () => undefined,
      );
    },
  };
}

async function buildChain(): Promise<Chain> {
  // Without a loudspeaker of its own: one that is pulled out must not stop the microphone. Not in TypeScript's DOM library yet (Chromium 110).
  const context = new AudioContext({ sampleRate, latencyHint: 'interactive', sinkId: { type: 'none' } } as AudioContextOptions);
  try {
    const [wasmBinary] = await Promise.all([loadRnnoise({ url: rnnoiseUrl, simdUrl: rnnoiseSimdUrl }), context.audioWorklet.addModule(workletUrl)]);
    const input = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary });
    input.channelCount = 1;
    input.channelCountMode = 'explicit';
    await whenWorking(context, input);
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
    const [track] = destination.stream.getAudioTracks();
    if (!track) throw new Error('an audio destination has one track');
    input.connect(destination);
    void context.suspend();
    return { context, input, track };
  } catch (error) {
    void context.close();
    throw error;
  }
}

/** The library does not tell when its WebAssembly is compiled: until then nothing comes out, of a tone that nobody hears either. */
async function whenWorking(context: AudioContext, node: AudioNode): Promise<void> {
  const tone = new OscillatorNode(context, { frequency: 440 });
  const quiet = new GainNode(context, { gain: 0.000_1 });
  tone.connect(quiet).connect(node);
  tone.start();
  void context.resume();
  const isWorking = await whenSounding(context, node, readyWithinMs);
  tone.stop();
  quiet.disconnect();
  if (!isWorking) throw new Error(`RNNoise does not work (audio context ${context.state})`);
}

/** False where nothing came out of it in that time. */
async function whenSounding(context: AudioContext, node: AudioNode, withinMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + withinMs;
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  const samples = new Float32Array(analyser.fftSize);
  node.connect(analyser);
  let isSounding = false;
  while (!isSounding && performance.now() < giveUpAt) {
    await new Promise((looked) => setTimeout(looked, lookEveryMs));
    analyser.getFloatTimeDomainData(samples);
    isSounding = samples.some((sample) => sample !== 0);
  }
  node.disconnect(analyser);
  return isSounding;
}
