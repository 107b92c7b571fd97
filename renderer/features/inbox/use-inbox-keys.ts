import { useEffect, useRef } from 'react';
import type { ConversationId } from '../../../contract/model/ids.ts';
import type { InboxRow } from '../../../contract/model/inbox.ts';
import { useActions, useDesk, useDeskStore } from '../../state/desk.tsx';
import type { DeskState } from '../../state/state.ts';
import type { InboxQuestion } from './inbox-question.ts';
import type { InboxActs } from './use-inbox-acts.ts';

const rowButton = (id: ConversationId): HTMLElement | null => document.querySelector(`[data-conversation="${id}"]`);

/** The row that has the focus; else the conversation that is open. */
function rowInHand({ inbox, conversationId }: DeskState): InboxRow | undefined {
  const focused = document.activeElement?.closest('[data-inbox-row]')?.querySelector<HTMLElement>('[data-conversation]')?.dataset['conversation'];
  return inbox?.rows.find((row) => (focused === undefined ? row.conversationId === conversationId : String(row.conversationId) === focused));
}

/**
 * Single letters of the inbox, none of which means anything in a call. Answers what keeps the focus in the list: called before something is done about a row,
 * it puts the focus on the next one once that row has left.
 */
export function useInboxKeys(acts: InboxActs, ask: (question: InboxQuestion) => void): (row: InboxRow) => void {
  const actions = useActions();
  const store = useDeskStore();
  const rows = useDesk((state) => state.inbox?.rows);
  const next = useRef<{ readonly left: ConversationId; readonly neighbour: ConversationId } | null>(null);

  function moveOn(row: InboxRow): void {
    const all = store.getState().inbox?.rows ?? [];
    const index = all.findIndex(({ conversationId }) => conversationId === row.conversationId);
    const neighbour = all[index + 1] ?? all[index - 1];
    const isHere = document.activeElement?.closest('[data-inbox-row], [role="dialog"]') !== null;
    next.current = isHere && neighbour ? { left: row.conversationId, neighbour: neighbour.conversationId } : null;
  }

  useEffect(() => {
    if (!next.current || rows?.some(({ conversationId }) => conversationId === next.current?.left)) return;
    rowButton(next.current.neighbour)?.focus();
    next.current = null;
  }, [rows]);

  function onKey(key: string): boolean {
    if (key === '/') return focusSearch();
    if (key === '.') {
      actions.inbox.showArrived();
      return true;
    }
    const row = rowInHand(store.getState());
    if (!row) return false;
    switch (key.toLowerCase()) {
      case 'y':
        moveOn(row);
        acts.finish(row);
        return true;
      case 'z':
        ask({ kind: 'snooze', row });
        return true;
      case 'i':
        moveOn(row);
        acts.assign(row);
        return true;
      case 'l':
        ask({ kind: 'tags', row });
        return true;
      case 'v':
        acts.mark(row);
        return true;
      default:
        return false;
    }
  }
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => actions.listenToKeys((key) => latest.current(key)), [actions]);
  return moveOn;
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('[name="inbox-search"]');
  field?.focus();
  field?.select();
  return field !== null;
}
