import { mainSide, viewSide } from '../../../contract/contract.ts';
import { connect } from '../../../contract/rpc.ts';
import type { Backend } from '../../../renderer/backend/backend.ts';
import { createActions, type Actions } from '../../../renderer/state/actions.ts';
import { createDeskStore, type DeskState, type DeskStore } from '../../../renderer/state/state.ts';
import { startSync, type Sync, type SyncSurroundings } from '../../../renderer/state/sync.ts';
import { createFakeMain, type FakeMain } from '../../fakes/fake-main.ts';
import { createMemoryChannels } from '../../fakes/memory-channel.ts';
import { buildWorld, type DeskWorld } from '../../fakes/desk-world.ts';

/** The whole state of a window without a window: real store, sync and actions, a fake main at the other end of a channel. */
export interface DeskStage {
  readonly main: FakeMain;
  readonly store: DeskStore;
  readonly sync: Sync;
  readonly actions: Actions;
  join(): void;
  lose(): void;
  /** The agent is in the middle of a sentence from now on. */
  type(): void;
  /** Resolves when the state is so; the state it was so in. */
  until(isSo: (state: DeskState) => boolean): Promise<DeskState>;
  /** Everything that is on its way in either direction has arrived. */
  settled(): Promise<void>;
}

export function createDeskStage(world: Partial<DeskWorld> = {}): DeskStage {
  const main = createFakeMain(buildWorld(world));
  const store = createDeskStore();
  let lose: () => void = () => undefined;
  let join: () => void = () => undefined;
  const connectByMemory: SyncSurroundings['join'] = ({ onConnected, onLost }) => {
    join = () => {
      const channels = createMemoryChannels();
      main.attach(channels.far);
      channels.near.onClose(onLost);
      lose = channels.close;
      const onIncident = (error: unknown, where: string): string => {
        throw new Error(`${where}: ${String(error)}`);
      };
      const backend: Backend = connect(channels.near, { own: viewSide, peer: mainSide, handlers: {}, onIncident });
      onConnected(backend);
    };
    return () => undefined;
  };
  let isTyping = false;
  const sync = startSync(store, { join: connectByMemory, isTyping: () => isTyping });
  return {
    type: () => void (isTyping = true),
    main,
    store,
    sync,
    actions: createActions(store, sync),
    join: () => join(),
    lose: () => lose(),
    until: (isSo) =>
      new Promise((resolve) => {
        const check = (state: DeskState): void => {
          if (!isSo(state)) return;
          stop();
          resolve(state);
        };
        const stop = store.subscribe(check);
        check(store.getState());
      }),
    // The memory channel delivers in microtasks: a macrotask later all of them are done.
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
