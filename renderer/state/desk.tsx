import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { LiveCall } from '../../contract/model/call.ts';
import type { Actions } from './actions.ts';
import type { DeskState, DeskStore } from './state.ts';

interface Desk {
  readonly store: DeskStore;
  readonly actions: Actions;
}

const DeskContext = createContext<Desk | null>(null);

export function DeskProvider({ desk, children }: { desk: Desk; children: ReactNode }) {
  return <DeskContext value={desk}>{children}</DeskContext>;
}

function useDeskContext(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('outside of DeskProvider');
  return desk;
}

export function useDesk<Selected>(select: (state: DeskState) => Selected): Selected {
  return useStore(useDeskContext().store, select);
}

export function useActions(): Actions {
  return useDeskContext().actions;
}

/** The state as it is now, for event handlers. */
export function useDeskStore(): DeskStore {
  return useDeskContext().store;
}

/** The wall clock, once a second while something is counted. */
export function useNow(isCounting: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isCounting) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isCounting]);
  return now;
}

export function currentCall(state: DeskState): LiveCall | null {
  return state.calls.find(({ isCurrent }) => isCurrent) ?? null;
}

/** The call itself, or all of the conference it is in. */
export function togetherWith(state: DeskState, call: LiveCall): readonly LiveCall[] {
  return call.conference ? state.calls.filter(({ conference }) => conference) : [call];
}

export function ringingCall(state: DeskState): LiveCall | null {
  return state.calls.find((call) => call.state === 'ringing') ?? null;
}
