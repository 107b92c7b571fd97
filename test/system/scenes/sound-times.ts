import type { Desktop } from '../../e2e/harness/electron.ts';

/** A shorter silence is none. */
const longestGapMs = 300;
/** Sound that stays so long is back. */
const lastingMs = 700;

/** From now on the media page notes when it plays the sound of the other side. */
export async function listenIn(desktop: Desktop): Promise<void> {
  const page = await desktop.media();
  await page.evaluate(() => {
    const context = new AudioContext({ sampleRate: 48_000 });
    const analyser = new AnalyserNode(context, { fftSize: 1_024 });
    const samples = new Float32Array(analyser.fftSize);
    const heard: number[] = [];
    let stream: MediaProvider | null = null;
    let source: MediaStreamAudioSourceNode | null = null;
    Object.assign(window, { heardAt: heard });
    setInterval(() => {
      // Begun in a page that has played nothing yet, it may stand still.
      if (context.state === 'suspended') void context.resume();
      const audio = [...document.querySelectorAll('audio')].findLast(
        ({ srcObject }) => srcObject instanceof MediaStream && srcObject.getAudioTracks().length > 0,
      );
      if ((audio?.srcObject ?? null) !== stream) {
        source?.disconnect();
        stream = audio?.srcObject ?? null;
        source = stream instanceof MediaStream ? context.createMediaStreamSource(stream) : null;
        source?.connect(analyser);
      }
      if (!source) return;
      analyser.getFloatTimeDomainData(samples);
      if (samples.some((sample) => Math.abs(sample) > 0.05)) heard.push(Date.now());
    }, 20);
  });
}

export async function heardTimes(desktop: Desktop, since: number): Promise<readonly number[]> {
  const page = await desktop.media();
  const times = await page.evaluate((from) => (window as { heardAt?: number[] }).heardAt?.filter((at) => at >= from) ?? null, since);
  if (times) return times;
  // Another page has taken its place.
  await listenIn(desktop);
  return [];
}

/** The moment from which on sound has come without a gap until now; null: it has not, or not for long enough. */
export function backAt(times: readonly number[], since: number, now = Date.now()): number | null {
  let from: number | null = null;
  let last = since;
  for (const at of times) {
    if (from === null || at - last > longestGapMs) from = at;
    last = at;
  }
  return from !== null && now - last <= longestGapMs && now - from >= lastingMs ? from : null;
}
