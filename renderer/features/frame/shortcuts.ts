import { useEffect } from 'react';
import type { Actions } from '../../state/actions.ts';
import { currentCall, ringingCall, useActions, useDeskStore } from '../../state/desk.tsx';
import type { DeskState } from '../../state/state.ts';
import { useAttempt } from '../../state/use-attempt.ts';

type Attempt = (work: () => Promise<unknown>) => void;

/** Single letters act on calls; never while something is being typed. */
export function useShortcuts(focusDial: () => void): void {
  const actions = useActions();
  const attempt = useAttempt();
  const store = useDeskStore();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        focusDial();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target) || isInDialog()) return;
      if (actOnKey(event.key, store.getState(), actions, attempt)) event.preventDefault();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [actions, attempt, store, focusDial]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

function isInDialog(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"][data-open]') !== null;
}

/** Answers whether the key meant something. */
export function actOnKey(key: string, state: DeskState, actions: Actions, attempt: Attempt): boolean {
  const current = currentCall(state);
  const ringing = ringingCall(state);
  if (state.isKeypadOpen && current && /^[0-9*#]$/.test(key)) {
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
      if (current) actions.openKeypad(!state.isKeypadOpen);
      return current !== null;
    case 'e':
      // Leaving a live call asks first: the second E ends it.
      if (current && state.isEndAsked) attempt(() => actions.endCall(current.callId));
      else if (current) actions.askEnd(true);
      return current !== null;
    case 'n':
      return focusNote();
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
      return false;
  }
}

function focusNote(): boolean {
  const field = document.querySelector<HTMLElement>('[name="call-note"], [name="wrap-up-note"], [name="note"]');
  field?.focus();
  return field !== null;
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
  else if (state.area === 'settings') actions.openArea('calls');
  else if (state.contactId !== null) actions.closeContact();
  else return false;
  return true;
}
