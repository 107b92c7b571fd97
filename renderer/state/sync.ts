import { ContractError } from '../../contract/errors.ts';
import type { ContactId } from '../../contract/model/ids.ts';
import type { TimelinePatch } from '../../contract/model/timeline.ts';
import { applyTimelinePatch } from '../../contract/timeline-reducer.ts';
import { keepConnected, type Backend } from '../backend/backend.ts';
import { applyRecentPatch } from './recent-reducer.ts';
import type { DeskStore } from './state.ts';

export const pageSize = 60;

/** The only writer of what main says. Listens first, then reads the snapshot; patches the snapshot already has are dropped by their seq. */
export interface Sync {
  readonly backend: () => Backend;
  openTimeline(contactId: ContactId): Promise<void>;
  stop(): void;
}

export function startSync(store: DeskStore): Sync {
  let current: Backend | null = null;
  let early: TimelinePatch[] = [];

  async function openTimeline(contactId: ContactId): Promise<void> {
    const backend = requireBackend();
    early = [];
    const [contact, page] = await Promise.all([
      backend.call('contacts.read', { contactId }),
      backend.call('timeline.open', { contactId, before: null, limit: pageSize }),
    ]);
    // Another contact was opened meanwhile.
    if (store.getState().contactId !== contactId) return;
    store.setState({ contact, timeline: early.reduce(applyTimelinePatch, page) });
  }

  function requireBackend(): Backend {
    if (!current) throw new ContractError('channel-closed');
    return current;
  }

  function listen(backend: Backend): void {
    backend.on('application.changed', (application) => store.setState({ application }));
    backend.on('settings.changed', (settings) => store.setState({ settings }));
    backend.on('accounts.changed', (accounts) => store.setState(accounts));
    backend.on('calls.changed', ({ calls }) => store.setState({ calls, ...(calls.length === 0 ? { isKeypadOpen: false, isEndAsked: false } : {}) }));
    backend.on('audio.changed', ({ devices }) => store.setState({ devices }));
    backend.on('agent.changed', (presence) => store.setState({ presence }));
    backend.on('wrap-up.changed', ({ wrapUps }) => store.setState({ wrapUps }));
    backend.on('contacts.changed', (contact) => store.setState((state) => (state.contactId === contact.id ? { contact } : state)));
    backend.on('timeline.patched', (patch) => {
      early.push(patch);
      store.setState(({ timeline }) => (timeline ? { timeline: applyTimelinePatch(timeline, patch) } : {}));
    });
    backend.on('recent.patched', (patch) => store.setState(({ recent }) => ({ recent: applyRecentPatch(recent, patch) })));
  }

  async function readAll(backend: Backend): Promise<void> {
    const { filter } = store.getState().recent;
    const [application, settings, accounts, { calls }, { devices }, presence, { wrapUps }, recent] = await Promise.all([
      backend.call('application.describe', {}),
      backend.call('settings.read', {}),
      backend.call('accounts.list', {}),
      backend.call('voice.list', {}),
      backend.call('audio.devices', {}),
      backend.call('agent.read', {}),
      backend.call('wrap-up.list', {}),
      backend.call('recent.open', { filter, before: null, limit: pageSize }),
    ]);
    if (current !== backend) return;
    store.setState({
      connection: 'open',
      refusal: null,
      application,
      settings,
      ...accounts,
      calls,
      devices,
      presence,
      wrapUps,
      recent: { filter, ...recent, isLoaded: true },
    });
    const { contactId } = store.getState();
    if (contactId !== null) await openTimeline(contactId);
  }

  const stop = keepConnected({
    onConnected(backend) {
      current = backend;
      listen(backend);
      readAll(backend).catch((error: unknown) => {
        if (current !== backend || (error instanceof ContractError && error.code === 'channel-closed')) return;
        store.setState({ connection: 'refused', refusal: error instanceof ContractError ? error.toShape() : { code: 'internal' } });
      });
    },
    onLost() {
      current = null;
      store.setState((state) => ({ connection: state.application ? 'lost' : 'connecting' }));
    },
  });
  return { backend: requireBackend, openTimeline, stop };
}
