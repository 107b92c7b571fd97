import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainSide, viewSide } from '../../contract/contract.ts';
import { connect, type Connection } from '../../contract/rpc.ts';
import type { EventName, EventPayload } from '../../contract/side.ts';
import { createCore, type Core } from '../../main/core.ts';
import { createFakeVoice, type FakeVoice } from './fake-voice.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createMemoryChannels } from './memory-channel.ts';
import {
  createMemorySettingsFile,
  createMemoryVault,
  createMemoryShortcuts,
  createRecordingDesktop,
  createRecordingLogger,
  createRecordingNotifier,
  createRecordingWindows,
  stillNetwork,
  type MemorySettingsFile,
  type MemoryShortcuts,
  type MemoryVault,
  type RecordingDesktop,
  type RecordingLogger,
  type RecordingNotifier,
  type RecordingWindows,
} from './memory-ports.ts';

type Main = typeof mainSide;

export interface TestView {
  readonly call: Connection<typeof viewSide, Main>['call'];
  /** Everything main announced to this view, in order. */
  readonly heard: readonly { readonly name: string; readonly payload: unknown }[];
  last<Name extends EventName<Main>>(name: Name): EventPayload<Main, Name> | undefined;
  /** The next announcement of this name that fits. */
  next<Name extends EventName<Main>>(name: Name, fits?: (payload: EventPayload<Main, Name>) => boolean): Promise<EventPayload<Main, Name>>;
  close(): void;
}

export interface TestCore extends AsyncDisposable {
  readonly core: Core;
  readonly view: TestView;
  readonly voice: FakeVoice;
  readonly clock: ManualClock;
  readonly vault: MemoryVault;
  readonly settingsFile: MemorySettingsFile;
  readonly notifier: RecordingNotifier;
  readonly logger: RecordingLogger;
  readonly windows: RecordingWindows;
  readonly desktop: RecordingDesktop;
  readonly shortcuts: MemoryShortcuts;
  readonly dataFolder: string;
  openView(): TestView;
}

export interface TestCoreOptions {
  /** An existing profile, which stays: for a second start on the same files. */
  readonly dataFolder?: string;
  readonly clock?: ManualClock;
  readonly vault?: MemoryVault;
  readonly settingsFile?: MemorySettingsFile;
  readonly systemLocale?: string;
}

export function createTestFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'threadline-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** The whole core with a real database on disk; only the surroundings and the telephone network are in memory. */
export function createTestCore(options: TestCoreOptions = {}): TestCore {
  const folder = options.dataFolder === undefined ? createTestFolder() : null;
  const dataFolder = options.dataFolder ?? folder!.path;
  const clock = options.clock ?? createManualClock();
  const vault = options.vault ?? createMemoryVault();
  const settingsFile = options.settingsFile ?? createMemorySettingsFile();
  const notifier = createRecordingNotifier();
  const logger = createRecordingLogger();
  const windows = createRecordingWindows();
  const desktop = createRecordingDesktop();
  const voice = createFakeVoice();
  const shortcuts = createMemoryShortcuts();
  const ports = { vault, settingsFile, notifier, clock, logger, windows, desktop, network: stillNetwork, shortcuts };
  const systemLocale = options.systemLocale ?? 'en-GB';
  const core = createCore(ports, { dataFolder, version: '0.0.0', shell: 'test', systemLocale }, voice);
  const views: TestView[] = [];

  function openView(): TestView {
    const view = attachView(core);
    views.push(view);
    return view;
  }

  return {
    core,
    view: openView(),
    voice,
    clock,
    vault,
    settingsFile,
    notifier,
    logger,
    windows,
    desktop,
    shortcuts,
    dataFolder,
    openView,
    async [Symbol.asyncDispose]() {
      for (const view of views) view.close();
      await core[Symbol.asyncDispose]();
      folder?.[Symbol.dispose]();
    },
  };
}

/** An agent's window at the other end of a memory channel. */
export function attachView(core: Core): TestView {
  const channels = createMemoryChannels();
  core.connectView(channels.near);
  const connection = connect(channels.far, {
    own: viewSide,
    peer: mainSide,
    handlers: {},
    onIncident: (error, where) => {
      throw new Error(`view could not read ${where}`, { cause: error });
    },
  });
  const heard: { name: string; payload: unknown }[] = [];
  for (const name of Object.keys(mainSide.events) as EventName<Main>[]) connection.on(name, (payload) => void heard.push({ name, payload }));
  return {
    call: connection.call,
    heard,
    last: (name) => heard.findLast((event) => event.name === name)?.payload as never,
    next: (name, fits = () => true) =>
      new Promise((resolve) => {
        const off = connection.on(name, (payload) => {
          if (!fits(payload)) return;
          off();
          resolve(payload);
        });
      }),
    close: channels.close,
  };
}
