import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { WebSocketServer, type WebSocket } from 'ws';
import { mediaClientSide, mediaSide } from '../../../contract/media.ts';
import { connect, type Channel } from '../../../contract/rpc.ts';
import { contentSecurityPolicyOf } from '../../../main/electron/page-security.ts';
import type { Clock, Logger } from '../../../main/ports.ts';
import { createMediaLink, type MediaLimits, type MediaLink } from '../../../main/voice/media-link.ts';
import type { MediaConnection } from '../../../main/voice/media-connection.ts';

/** Real media pages in Chromium, each at the other end of a WebSocket. */
export interface MediaPages extends AsyncDisposable {
  readonly log: string[];
  /** Opens a page; the one before is closed when the new one is there. */
  open(): Promise<void>;
  /** The page that was opened last. */
  page(): Page;
  /** As a crash does it: the page's process ends at once. */
  killPage(): Promise<void>;
}

/** A media link of main's and its media page. */
export interface MediaStage extends AsyncDisposable, Pick<MediaPages, 'page' | 'killPage' | 'log'> {
  readonly link: MediaLink;
}

/** The generated microphone: a sine wave of this frequency. */
export const microphoneHz = 1_000;
const microphoneRate = 48_000;

/** Two seconds for the generated microphone, in pulses with soft edges: a steady tone is noise to whoever suppresses noise. */
export function pulsedTone(hz: number): Int16Array {
  return Int16Array.from({ length: 2 * microphoneRate }, (_, index) => {
    const inPulse = index % (microphoneRate / 2);
    const edge = Math.max(0, Math.min(1, inPulse / 480, (microphoneRate / 4 - inPulse) / 480));
    return Math.round(Math.sin((2 * Math.PI * hz * index) / microphoneRate) * 10_000 * edge);
  });
}

const contentSecurityPolicy = contentSecurityPolicyOf('media').replace("connect-src 'self'", "connect-src 'self' ws://127.0.0.1:*");

const pageEntry = `
  import { serveMedia } from './renderer/media/serve-media.ts';
  import { openChannel } from './renderer/backend/channel.ts';
  openChannel('media').then((channel) => serveMedia(channel, document.body));
`;

/** `sound`: of the microphone, 48 kHz, in a loop. */
export async function createMediaStage(limits: Partial<MediaLimits> = {}, sound?: Int16Array): Promise<MediaStage> {
  const stack = new AsyncDisposableStack();
  const pages: MediaPages = stack.use(await createMediaPages((connection, closed) => link.attach(connection, closed), sound));
  const { log } = pages;
  const restartMediaPage = (): void => void pages.open().catch((error: unknown) => log.push(`page did not open: ${String(error)}`));
  const link = stack.use(createMediaLink({ clock: systemClock, logger: createTestLogger(log), limits, restartMediaPage }));
  const ready = new Promise<void>((done) => {
    const stop = link.readyChanged.on(() => {
      stop();
      done();
    });
  });
  await pages.open();
  await ready;
  return { link, log, page: pages.page, killPage: pages.killPage, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

export async function createMediaPages(
  attach: (connection: MediaConnection, closed: Promise<void>) => void,
  sound = sineWave(microphoneHz),
): Promise<MediaPages> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'media-stage-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const wav = join(folder, 'microphone.wav');
  await writeFile(wav, waveFile(sound));
  const log: string[] = [];

  const server = await servePage();
  stack.defer(() => new Promise<void>((done) => void server.close(() => done())));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launch(wav);
  stack.defer(() => browser.close());
  const context = await browser.newContext({ permissions: ['microphone'] });
  let current: Page | null = null;

  const sockets = new WebSocketServer({ server, path: '/media' });
  sockets.on('connection', (socket) => {
    const onIncident = (error: unknown, where: string): string => {
      log.push(`incident ${where}: ${String(error)}`);
      return 'test';
    };
    const connection = connect(toChannel(socket), { own: mediaClientSide, peer: mediaSide, handlers: {}, onIncident });
    attach(connection, new Promise((ended) => socket.on('close', () => ended())));
  });
  stack.defer(() => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  });

  return {
    log,
    async open() {
      const before = current;
      const page = await context.newPage();
      await page.addInitScript(endTracksOnPullOut);
      page.on('pageerror', (error) => log.push(`page: ${error.stack ?? error.message}`));
      page.on('console', (message) => log.push(`console: ${message.text()}`));
      current = page;
      await page.goto(origin);
      await before?.close().catch(() => undefined);
    },
    page: () => current!,
    async killPage() {
      // Chrome's own crash page: the renderer process dies as it does when it crashes.
      await current!.goto('chrome://crash').catch(() => undefined);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Runs in the page: the event `pull-out` ends every captured track, as a device does that is unplugged. */
function endTracksOnPullOut(): void {
  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await capture(constraints);
    for (const track of stream.getTracks()) {
      addEventListener('pull-out', () => {
        if (track.readyState === 'ended') return;
        track.stop();
        track.dispatchEvent(new Event('ended'));
      });
    }
    return stream;
  };
}

/** As the build does it: `?url` is the address of a file beside the page. */
const filesByUrl: Plugin = {
  name: 'files-by-url',
  setup({ onResolve, onLoad, resolve: find }) {
    onResolve({ filter: /\?url$/ }, async ({ path, ...from }) => {
      const { path: file } = await find(path.slice(0, -'?url'.length), from);
      return { path: file, namespace: 'by-url' };
    });
    onLoad({ filter: /./, namespace: 'by-url' }, async ({ path }) => ({ contents: await readFile(path), loader: 'file' }));
  },
};

async function servePage(): Promise<Server> {
  const bundle = await build({
    stdin: { contents: pageEntry, resolveDir: resolve(import.meta.dirname, '../../..'), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'chrome140',
    outfile: 'media.js',
    loader: { '.wasm': 'file' },
    plugins: [filesByUrl],
  });
  const files = new Map(bundle.outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents]));
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', contentSecurityPolicy);
    const file = files.get(request.url ?? '');
    if (file) response.setHeader('content-type', request.url!.endsWith('.js') ? 'text/javascript' : 'application/wasm').end(file);
    else response.setHeader('content-type', 'text/html').end('<!doctype html><body><script type="module" src="/media.js"></script></body>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

function launch(wav: string): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['THREADLINE_CHROMIUM'] ?? '/usr/bin/chromium-headless-shell',
    args: [
      '--no-sandbox',
      '--allow-loopback-in-peer-connection',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${wav}`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

function toChannel(socket: WebSocket): Channel {
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    onFrame: (listener) => void socket.on('message', (text: Buffer) => listener(JSON.parse(text.toString('utf8')))),
    onClose: (listener) => void socket.on('close', listener),
  };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
  every(intervalMs, run) {
    const timer = setInterval(run, intervalMs);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};

export function createTestLogger(log: string[]): Logger {
  return {
    info: (event, details) => void log.push(`info ${event} ${JSON.stringify(details ?? {})}`),
    warn: (event, details) => void log.push(`warn ${event} ${JSON.stringify(details ?? {})}`),
    error: (event, error, details) => void log.push(`error ${event} ${String(error)} ${JSON.stringify(details ?? {})}`),
  };
}

/** Whole periods, so that Chromium's looping has no click. */
function sineWave(hz: number): Int16Array {
  return Int16Array.from({ length: 2 * microphoneRate }, (_, index) => Math.round(Math.sin((2 * Math.PI * hz * index) / microphoneRate) * 9_000));
}

/** 16 bit, mono. */
function waveFile(samples: Int16Array): Buffer {
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples.length * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(microphoneRate, 24);
  file.writeUInt32LE(microphoneRate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) => file.writeInt16LE(sample, 44 + index * 2));
  return file;
}

/** What the agent hears: the one peer whose sound comes from the microphone's side of a call. */
export function hearAgent(page: Page): Promise<number | null> {
  return hear(page, 'audio[data-peer-id^="microphone-"]');
}

export function hearPeer(page: Page, peerId: string): Promise<number | null> {
  return hear(page, `audio[data-peer-id="${peerId}"]`);
}

/** The strongest frequency of what an audio element plays, in Hz; null: silence. Measures until two readings agree. */
async function hear(page: Page, selector: string): Promise<number | null> {
  await page.waitForSelector(selector, { state: 'attached' });
  return page.evaluate(async (selector) => {
    const element = document.querySelector<HTMLAudioElement>(selector);
    if (!element) return null;
    const context = new AudioContext({ sampleRate: 48_000 });
    const analyser = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(element.srcObject as MediaStream).connect(analyser);
    const bins = new Float32Array(analyser.frequencyBinCount);
    let last: number | null = null;
    try {
      for (let reading = 0; reading < 14; reading += 1) {
        await new Promise((done) => setTimeout(done, 350));
        analyser.getFloatFrequencyData(bins);
        let strongest = 1;
        for (let bin = 1; bin < bins.length; bin += 1) if (bins[bin]! > bins[strongest]!) strongest = bin;
        const heard = bins[strongest]! > -75 ? (strongest * 48_000) / 16_384 : null;
        if (heard !== null && last !== null && Math.abs(heard - last) < 15) return Math.round(heard);
        last = heard;
      }
      return null;
    } finally {
      await context.close();
    }
  }, selector);
}

/** From now on {@link hearTones} hears what goes straight to a loudspeaker. Before the first tone. */
export async function tapTones(page: Page): Promise<void> {
  await page.evaluate(() => {
    const connect = AudioNode.prototype.connect as (this: AudioNode, target: AudioNode) => AudioNode;
    const taps = new Set<AnalyserNode>();
    Object.assign(window, { taps });
    AudioNode.prototype.connect = function (this: AudioNode, target: AudioNode) {
      if (target instanceof AudioDestinationNode) {
        const tap = new AnalyserNode(this.context, { fftSize: 16_384, smoothingTimeConstant: 0 });
        connect.call(this, tap);
        taps.add(tap);
      }
      return connect.call(this, target);
    } as typeof AudioNode.prototype.connect;
  });
}

/** The strongest frequency that sounds within six seconds (a ringback pauses for four), in Hz; null: silence. */
export async function hearTones(page: Page): Promise<number | null> {
  return page.evaluate(async () => {
    const { taps } = window as unknown as { taps: ReadonlySet<AnalyserNode> };
    for (let reading = 0; reading < 30; reading += 1) {
      await new Promise((done) => setTimeout(done, 200));
      for (const tap of taps) {
        if (tap.context.state !== 'running') continue;
        const bins = new Float32Array(tap.frequencyBinCount);
        tap.getFloatFrequencyData(bins);
        let strongest = 1;
        for (let bin = 1; bin < bins.length; bin += 1) if (bins[bin]! > bins[strongest]!) strongest = bin;
        if (bins[strongest]! > -60) return Math.round((strongest * tap.context.sampleRate) / tap.fftSize);
      }
    }
    return null;
  });
}
