/** Several threads write to one database, and only one of them can at a time. The one an agent waits for need not queue behind transaction after transaction of the others. */
export interface Turns {
  /** Waits for no more than the transaction that is under way, and holds up the next one. */
  hurry<Result>(work: () => Result): Result;
  /** Waits while somebody is in a hurry. */
  yielding<Result>(work: () => Result): Result;
}

const hurrying = 0;
const busy = 1;
/** What holds the database for longer is waited for by SQLite itself (busy_timeout). */
const mostMs = 50;

/** Over memory that both threads have. */
export function createTurns(shared: SharedArrayBuffer): Turns {
  const state = new Int32Array(shared);
  return {
    hurry(work) {
      Atomics.add(state, hurrying, 1);
      try {
        const now = Atomics.load(state, busy);
        if (now > 0) Atomics.wait(state, busy, now, mostMs);
        return work();
      } finally {
        Atomics.sub(state, hurrying, 1);
        Atomics.notify(state, hurrying);
      }
    },
    yielding(work) {
      for (let now = Atomics.load(state, hurrying); now > 0; now = Atomics.load(state, hurrying)) Atomics.wait(state, hurrying, now, mostMs);
      Atomics.add(state, busy, 1);
      try {
        return work();
      } finally {
        Atomics.sub(state, busy, 1);
        Atomics.notify(state, busy);
      }
    },
  };
}

export const turnsBytes = 2 * Int32Array.BYTES_PER_ELEMENT;

/** Nobody else writes. */
export const alone: Turns['hurry'] = (work) => work();
