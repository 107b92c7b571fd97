import type { Page } from 'playwright-core';

/** Hz. */
export type Tone = number;

/** Telephones in a page of their own: each answers with a tone, and measures what it hears. */
export async function createFarPage(beside: Page): Promise<Page> {
  const page = await beside.context().newPage();
  await page.evaluate(installParties);
  return page;
}

/** A new call, or another offer in one that is up. */
export function farAnswer(page: Page, name: string, tone: Tone, sdp: string): Promise<string> {
  return page.evaluate(({ name, tone, sdp }) => (window as unknown as { parties: Parties }).parties.answer(name, tone, sdp), { name, tone, sdp });
}

/** Which of the tones sound now. */
export function farHears(page: Page, name: string, tones: readonly Tone[]): Promise<readonly Tone[]> {
  return page.evaluate(({ name, tones }) => (window as unknown as { parties: Parties }).parties.hears(name, tones), { name, tones: [...tones] });
}

interface Parties {
  answer(name: string, tone: Tone, sdp: string): Promise<string>;
  hears(name: string, tones: readonly Tone[]): Promise<readonly Tone[]>;
}

/** Runs in the page. */
function installParties(): void {
  const context = new AudioContext({ sampleRate: 48_000 });
  const parties = new Map<string, { connection: RTCPeerConnection; ear: AnalyserNode; element: HTMLAudioElement }>();
  const loudDb = -65;

  function join(name: string, tone: Tone): RTCPeerConnection {
    const connection = new RTCPeerConnection();
    const voice = new OscillatorNode(context, { frequency: tone });
    const out = context.createMediaStreamDestination();
    voice.connect(new GainNode(context, { gain: 0.2 })).connect(out);
    voice.start();
    connection.addTrack(out.stream.getAudioTracks()[0]!, out.stream);
    const ear = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
    const element = document.body.appendChild(new Audio());
    element.muted = true;
    connection.addEventListener('track', ({ track }) => {
      // Chromium delivers a remote track's sound only while some element plays it.
      element.srcObject = new MediaStream([track]);
      void element.play();
      context.createMediaStreamSource(new MediaStream([track])).connect(ear);
    });
    parties.set(name, { connection, ear, element });
    return connection;
  }

  const answers: Parties = {
    async answer(name, tone, sdp) {
      const connection = parties.get(name)?.connection ?? join(name, tone);
      await connection.setRemoteDescription({ type: 'offer', sdp });
      await connection.setLocalDescription();
      while (connection.iceGatheringState !== 'complete') await new Promise((done) => setTimeout(done, 20));
      return connection.localDescription!.sdp;
    },
    async hears(name, tones) {
      const { ear } = parties.get(name)!;
      const bins = new Float32Array(ear.frequencyBinCount);
      // Longer than the analyser looks back.
      await new Promise((done) => setTimeout(done, 400));
      ear.getFloatFrequencyData(bins);
      const width = context.sampleRate / ear.fftSize;
      return tones.filter((tone) => Math.max(...bins.slice(Math.floor(tone / width) - 1, Math.ceil(tone / width) + 2)) > loudDb);
    },
  };
  Object.assign(window, { parties: answers });
}
