import { useEffect } from 'react';
import { unfiltered } from '../../../contract/model/timeline-filter.ts';
import type { Actions } from '../../state/actions.ts';
import { currentCall, ringingCall, togetherWith, useActions, useDeskStore } from '../../state/desk.tsx';
import { homeArea, type DeskState } from '../../state/state.ts';
import { useAttempt } from '../../state/use-attempt.ts';

type Attempt = (work: () => Promise<unknown>) => void;

const afterTypingMs = 1_500;

/** Single letters act on calls; never while something is being typed. */
export function useShortcuts(focusDial: () => void): void {
  const actions = useActions();
  const attempt = useAttempt();
  const store = useDeskStore();
  useEffect(() => {
    let lastTypedAt = Number.NEGATIVE_INFINITY;
    function onKeyDown(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        focusDial();
        return;
      }
      if (isTyping(event.target)) {
        lastTypedAt = event.timeStamp;
        // What is done with Enter is no longer typed: who dials may hang up at once.
        if (event.key === 'Escape' || (event.key === 'Enter' && event.target instanceof HTMLInputElement)) leave();
        // One step back out of a field; the dial field and dialogs have their own.
        if (event.key !== 'Escape' || event.defaultPrevented || isInDialog()) return;
        (event.target as HTMLElement).blur();
        return;
      }
      if (
        (event.ctrlKey || event.metaKey) &&
        !event.shiftKey &&
        event.key.toLowerCase() === 'z' &&
        !isInDialog() &&
        undoLast(store.getState(), actions)
      ) {
        event.preventDefault();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isInDialog()) return;
      // The field may go while it is typed in, with the call it belongs to: the rest of the word is no command.
      if (event.key.length === 1 && event.timeStamp - lastTypedAt < afterTypingMs) {
        lastTypedAt = event.timeStamp;
        return;
      }
      if (actOnKey(event.key, store.getState(), actions, attempt)) event.preventDefault();
    }
    /** A dialog keeps its Escape to itself: it counts before it gets there. */
    function onEscape({ key }: KeyboardEvent): void {
      if (key === 'Escape') leave();
    }
    /** Left on purpose: what is pressed now is meant. */
    function leave(): void {
      lastTypedAt = Number.NEGATIVE_INFINITY;
    }
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keydown', onEscape, { capture: true });
    window.addEventListener('pointerdown', leave);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keydown', onEscape, { capture: true });
      window.removeEventListener('pointerdown', leave);
    };
  }, [actions, attempt, store, focusDial]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

/** The way back that the newest notice offers. */
function undoLast({ notices }: DeskState, actions: Actions): boolean {
  const notice = notices.findLast(({ undo }) => undo !== null);
  notice?.undo?.();
  if (notice) actions.dismissNotice(notice.id);
  return notice !== undefined;
}

function isInDialog(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"][data-open]') !== null;
}

/** Answers whether the key meant something. */
export function actOnKey(key: string, state: DeskState, actions: Actions, attempt: Attempt): boolean {
  const current = currentCall(state);
  const ringing = ringingCall(state);
  if (state.isKeypadOpen && current && !current.conference && /^[0-9*#]$/.test(key)) {
    attempt(() => actions.call('voice.send-dtmf', { callId: current.callId, tones: key }));
    return true;
  }
  switch (key.toLowerCase()) {
    case 'a':
      if (ringing) attempt(() => actions.call('voice.answer', { callId: ringing.callId }));
      return ringing !== null;
    case 'd':
      if (ringing) attempt(() => actions.call('voice.decline', { callId: ringing.callId }));
      return ringing !== null;
    case 'm':
      if (current) attempt(() => actions.call('voice.mute', { callId: current.callId, isMuted: !current.isMuted }));
      return current !== null;
    case 'h':
      if (current) attempt(() => actions.call(current.isHeldHere ? 'voice.resume' : 'voice.hold', { callId: current.callId }));
      return current !== null;
    case 'k':
      // Tones are for one party: there is no keypad in a conference.
      if (!current || current.conference) return moveInList(-1);
      actions.openKeypad(!state.isKeypadOpen);
      return true;
    case 'c':
      return press('join');
    case 't':
      return press('transfer');
    case 'p':
      return press('park');
    // Without a call it is the inbox's.
    case 'v':
      return press('record') || actions.areaKey(key);
    case 'b':
      return press('mark');
    case 'e':
      // Leaving a live call asks first: the second E ends it.
      if (current && state.isEndAsked) {
        attempt(() => actions.endCalls(togetherWith(state, current).map(({ callId }) => callId)));
      } else if (current) actions.askEnd(true);
      return current !== null;
    case 'n':
      return focusNote() || beginNote(state, actions);
    case 'r':
      return press('reply') || beginAnswer(state, actions);
    case 'u':
      return press('unread-below') || press('unread-above');
    case 'g':
      return press('date');
    case 'j':
      return moveInList(1);
    case 'arrowdown':
      return isInList() && moveInList(1);
    case 'arrowup':
      return isInList() && moveInList(-1);
    case '?':
      actions.showKeys(true);
      return true;
    case 'escape':
      return goBack(state, actions);
    default:
      return actions.areaKey(key);
  }
}

function focusNote(): boolean {
  const field = document.querySelector<HTMLElement>('[name="call-note"], [name="wrap-up-note"], [name="note"]');
  field?.focus();
  return field !== null;
}

/** Where a mail has its place. */
function beginNote({ contactId }: DeskState, actions: Actions): boolean {
  if (contactId === null) return false;
  actions.letters.close(contactId);
  requestAnimationFrame(focusNote);
  return true;
}

/** Where the note has its place, or a mail that was sent had. */
function beginAnswer({ contactId, conversationId }: DeskState, actions: Actions): boolean {
  if (contactId === null || conversationId === null) return false;
  actions.letters.leave(contactId);
  requestAnimationFrame(() => press('reply'));
  return true;
}

/** What a key does is done by the button that says so, where it is on the screen. */
function press(act: string): boolean {
  const button = document.querySelector<HTMLElement>(`[data-act="${act}"]`);
  button?.click();
  return button !== null;
}

function isInList(): boolean {
  return document.activeElement?.hasAttribute('data-list-row') ?? false;
}

function moveInList(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-list-row]')];
  const now = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[now === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, now + step))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}

function goBack(state: DeskState, actions: Actions): boolean {
  if (state.isEndAsked) actions.askEnd(false);
  else if (state.isKeypadOpen) actions.openKeypad(false);
  else if (state.transferOf !== null) actions.prepareTransfer(null);
  else if (state.area === 'settings') actions.openArea(homeArea(state));
  else if (state.contactId !== null && state.line.filter.conversationId !== null) leaveConversation(actions);
  else if (state.contactId !== null && state.line.marked !== null) actions.unmarkConversation();
  else if (state.contactId !== null) actions.closeContact();
  else return false;
  return true;
}

function leaveConversation(actions: Actions): void {
  actions.showLine({ filter: unfiltered, around: null }).catch(() => undefined);
}
