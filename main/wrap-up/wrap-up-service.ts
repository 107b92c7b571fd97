import { ContractError } from '../../contract/errors.ts';
import type { WrapUp, WrapUpEdit } from '../../contract/model/agent.ts';
import type { CallId, ContactId, EntryId, InteractionId } from '../../contract/model/ids.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock } from '../ports.ts';
import { saveOutcome } from '../store/call-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, readEntry } from '../store/entry-rows.ts';
import { callOfWrapUp, finishWrapUp, listOpenWrapUps, openWrapUp } from '../store/wrap-up-rows.ts';

export interface WrapUpService {
  readonly changed: Listenable<WrapUp[]>;
  /** Open ones, oldest first; those of before a crash among them. */
  list(): WrapUp[];
  /** After a call on which somebody talked. */
  begin(callId: CallId): void;
  /** On disk when it returns. Throws not-found. */
  edit(edit: WrapUpEdit): void;
  /** Throws not-found. */
  finish(interactionId: InteractionId): void;
  /** The note of a call changed elsewhere: what is shown here follows. */
  refresh(): void;
}

export interface WrapUpDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly onEntryChanged: (contactId: ContactId, entryId: EntryId) => void;
  /** 0 = no limit. */
  limitMs(): number;
}

export function createWrapUpService({ store, clock, onEntryChanged, limitMs }: WrapUpDeps): WrapUpService {
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
      const { contactId, callId } = store.write((writer) => {
        const id = callOf(writer, interactionId);
        saveOutcome(writer, id, { dispositionId, followUpAt });
        const entry = readEntry(writer, id);
        if (!entry) throw new ContractError('not-found');
        insertChange(writer, entry.contactId, id, clock.now());
        return { contactId: entry.contactId, callId: id };
      });
      onEntryChanged(contactId, callId);
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
