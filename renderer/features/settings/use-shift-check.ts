import { useEffect, useRef, useState } from 'react';
import { speechLevel } from '../../../contract/model/audio.ts';
import { useActions, useDeskStore } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { draftOf } from './account-draft.ts';

export interface CheckStep {
  readonly id: string;
  readonly label: string;
  readonly state: 'waiting' | 'running' | 'passed' | 'failed';
  /** Why not, and what to do about it. */
  readonly reason: string | null;
}

export interface ShiftCheck {
  /** null: not begun. */
  readonly steps: readonly CheckStep[] | null;
  readonly isOver: boolean;
  /** The agent is asked whether this was heard. */
  readonly asked: 'speaker' | 'ringer' | null;
  start(): void;
  answer(wasHeard: boolean): void;
}

type Outcome = string | null;

/** One thing after another; what does not work keeps nothing after it from being checked. */
export function useShiftCheck(): ShiftCheck {
  const { text, error: sentence, failure } = useText();
  const actions = useActions();
  const store = useDeskStore();
  const [steps, setSteps] = useState<readonly CheckStep[] | null>(null);
  const [question, setQuestion] = useState<{ readonly role: 'speaker' | 'ringer'; answer(wasHeard: boolean): void } | null>(null);
  const round = useRef(0);
  useEffect(
    () => () => {
      // Closed: nothing more is played or recorded.
      round.current += 1;
    },
    [],
  );

  async function microphone(): Promise<Outcome> {
    const { level } = await actions.call('audio.record', {});
    if (level >= speechLevel) return null;
    const name = store.getState().audio.inUse.microphone?.label;
    return name ? text('check.noSound', { name }) : text('check.noSoundAny');
  }
  async function heard(role: 'speaker' | 'ringer'): Promise<Outcome> {
    await actions.call('audio.play-tone', { role });
    const wasHeard = await new Promise<boolean>((answer) => setQuestion({ role, answer }));
    setQuestion(null);
    return wasHeard ? null : text(`check.unheard.${role}`);
  }

  function plan(): { readonly id: string; readonly label: string; readonly run: () => Promise<Outcome> }[] {
    const accounts = store.getState().accounts.filter(({ isEnabled }) => isEnabled);
    const network = accounts.map((account) => ({
      id: `account-${account.id}`,
      label: text('check.network', { label: account.label || account.aor }),
      async run(): Promise<Outcome> {
        // The practice line has no server.
        if (account.kind === 'practice') return null;
        const result = await actions.call('accounts.test', { draft: draftOf(account, account.isDefault), accountId: account.id });
        return result.failure ? failure(result.failure) : null;
      },
    }));
    const none = { id: 'account', label: text('settings.accounts'), run: () => Promise.resolve(text('check.noAccount')) };
    return [
      { id: 'microphone', label: text('check.microphone'), run: microphone },
      { id: 'speaker', label: text('check.speaker'), run: () => heard('speaker') },
      { id: 'ringer', label: text('check.ringer'), run: () => heard('ringer') },
      ...(network.length > 0 ? network : [none]),
    ];
  }

  async function run(): Promise<void> {
    const mine = (round.current += 1);
    const planned = plan();
    setSteps(planned.map(({ id, label }) => ({ id, label, state: 'waiting', reason: null })));
    setQuestion(null);
    for (const { id, run: check } of planned) {
      if (round.current !== mine) return;
      const set = (change: Partial<CheckStep>): void =>
        setSteps((before) => before?.map((step) => (step.id === id ? { ...step, ...change } : step)) ?? null);
      set({ state: 'running' });
      const reason = await check().catch((error: unknown) => sentence(error));
      if (round.current !== mine) return;
      set({ state: reason === null ? 'passed' : 'failed', reason });
    }
  }

  return {
    steps,
    isOver: steps !== null && steps.every(({ state }) => state === 'passed' || state === 'failed'),
    asked: question?.role ?? null,
    start: () => void run(),
    answer: (wasHeard) => question?.answer(wasHeard),
  };
}
