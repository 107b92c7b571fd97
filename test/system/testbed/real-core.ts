import { createCore } from '../../../main/core.ts';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import type { Clock, Network } from '../../../main/ports.ts';
import { createFakeVoice } from '../../fakes/fake-voice.ts';
import {
  createMemorySettingsFile,
  createMemoryVault,
  createRecordingDesktop,
  createRecordingLogger,
  createRecordingNotifier,
  createRecordingWindows,
  type MemorySettingsFile,
  type MemoryVault,
  type RecordingDesktop,
  type RecordingLogger,
} from '../../fakes/memory-ports.ts';
import { attachView, createTestFolder, type TestView } from '../../fakes/test-core.ts';

export interface RealCore extends AsyncDisposable {
  readonly view: TestView;
  readonly logger: RecordingLogger;
  readonly vault: MemoryVault;
  readonly settingsFile: MemorySettingsFile;
  readonly dataFolder: string;
  readonly desktop: RecordingDesktop;
  /** As if the network came back. */
  returnNetwork(): void;
  /** As quitting does; its folder stays until it is disposed of. */
  end(): Promise<void>;
}

/** The core with real time and a real database; only the window and the telephone are in memory. */
export function startRealCore(options: { readonly dataFolder?: string; readonly vault?: MemoryVault; readonly clock?: Clock } = {}): RealCore {
  const folder = options.dataFolder === undefined ? createTestFolder() : null;
  const dataFolder = options.dataFolder ?? folder!.path;
  const vault = options.vault ?? createMemoryVault();
  const logger = createRecordingLogger();
  const desktop = createRecordingDesktop();
  const settingsFile = createMemorySettingsFile();
  const returned = new Set<() => void>();
  const network: Network = {
    onSuspended: () => () => undefined,
    onAddressesChanged: () => () => undefined,
    onReturned(listener) {
      returned.add(listener);
      return () => returned.delete(listener);
    },
  };
  const ports = {
    vault,
    settingsFile,
    notifier: createRecordingNotifier(),
    clock: options.clock ?? createSystemClock(),
    logger,
    windows: createRecordingWindows(),
    network,
    desktop,
    shortcuts: null,
  };
  const core = createCore(ports, { dataFolder, version: '0.0.0', shell: 'test', systemLocale: 'en-GB' }, createFakeVoice());
  const view = attachView(core);
  let ended: Promise<void> | null = null;
  const end = (): Promise<void> => {
    view.close();
    return (ended ??= Promise.resolve(core[Symbol.asyncDispose]()));
  };
  return {
    view,
    logger,
    vault,
    settingsFile,
    dataFolder,
    desktop,
    returnNetwork: () => returned.forEach((listener) => listener()),
    end,
    async [Symbol.asyncDispose]() {
      await end();
      folder?.[Symbol.dispose]();
    },
  };
}
