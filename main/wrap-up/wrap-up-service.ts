import { ContractError } from '../../contract/errors.ts';
import type { WrapUp, WrapUpEdit } from '../../contract/model/agent.ts';
import type { CallId, InteractionId } from '../../contract/model/ids.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock } from '../ports.ts';
import { saveOutcome } from '../store/call-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, readEntry, type EntryChange } from '../store/entry-rows.ts';
import { callOfWrapUp, finishWrapUp, listOpenWrapUps, openWrapUp } from '../store/wrap-up-rows.ts';

export interface WrapUpService {
  readonly changed: Listenable<WrapUp[]>;
  /** Open ones, oldest first; those of before a crash among them. */
  list(): WrapUp[];
  /** After a call on which somebody talked. */
  begin(callId: CallId): void;
  /** On disk when it returns, and on the call's entry. Throws not-found, invalid-input for a disposition the settings do not have. */
  edit(edit: WrapUpEdit): void;
  /** Throws not-found. */
  finish(interactionId: InteractionId): void;
  /** The note of a call changed elsewhere: what is shown here follows. */
  refresh(): void;
}

export interface WrapUpDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly onEntryChanged: (change: EntryChange) => void;
  readonly dispositionIds: () => readonly string[];
  /** 0 = no limit. */
  readonly limitMs: () => number;
}

export function createWrapUpService({ store, clock, onEntryChanged, dispositionIds, limitMs }: WrapUpDeps): WrapUpService {
  const changed = createEmitter<WrapUp[]>();
  const announce = (): void => changed.emit(listOpenWrapUps(store.reader));

  function callOf(writer: Writer, interactionId: InteractionId): CallId {
    const callId = callOfWrapUp(writer, interactionId);
    if (callId === null) throw new ContractError('not-found');
    return callId;
  }

  return {
    changed,
    list: () => listOpenWrapUps(store.reader),
    begin(callId) {
      const startedAt = clock.now();
      const dueAt = limitMs() > 0 ? startedAt + limitMs() : null;
      store.write((writer) => openWrapUp(writer, callId, { startedAt, dueAt }));
      announce();
    },
    edit({ interactionId, dispositionId, followUpAt }) {
      const change = store.write((writer) => {
        const id = callOf(writer, interactionId);
        const entry = readEntry(writer, id);
        if (entry?.kind !== 'call') throw new ContractError('not-found');
        // One that was taken off the list after it was chosen may stay.
        if (dispositionId !== null && dispositionId !== entry.dispositionId && !dispositionIds().includes(dispositionId)) {
          throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'dispositionId' } });
        }
        saveOutcome(writer, id, { dispositionId, followUpAt });
        return insertChange(writer, entry.contactId, id, clock.now());
      });
      onEntryChanged(change);
      announce();
    },
    finish(interactionId) {
      store.write((writer) => {
        callOf(writer, interactionId);
        finishWrapUp(writer, interactionId, clock.now());
      });
      announce();
    },
    refresh: announce,
  };
}
