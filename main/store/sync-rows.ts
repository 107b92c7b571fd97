import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Reader, Writer } from './database.ts';

/** Where a polled account stands; survives a restart, so that a provider that asked for patience gets it. */
export interface SyncState {
  readonly cursor: unknown;
  /** Attempts in a row that failed. */
  readonly failures: number;
  readonly failure: Failure | null;
  readonly nextTryAt: number | null;
  readonly lastSuccessAt: number | null;
  readonly isPaused: boolean;
  /** What is older waits; news does not. */
  readonly isBackfillPaused: boolean;
}

const fresh: SyncState = { cursor: null, failures: 0, failure: null, nextTryAt: null, lastSuccessAt: null, isPaused: false, isBackfillPaused: false };

export function readSyncState(reader: Reader, accountId: AccountId): SyncState {
  const row = reader.get<{
    cursor: string | null;
    failures: number;
    failure: string | null;
    next_try_at: number | null;
    last_success_at: number | null;
    is_paused: number;
    is_backfill_paused: number;
  }>(
    'SELECT cursor, failures, failure, next_try_at, last_success_at, is_paused, is_backfill_paused FROM sync_states WHERE account_id = ?',
    accountId,
  );
  if (!row) return fresh;
  return {
    cursor: row.cursor === null ? null : JSON.parse(row.cursor),
    failures: row.failures,
    failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure),
    nextTryAt: row.next_try_at,
    lastSuccessAt: row.last_success_at,
    isPaused: row.is_paused === 1,
    isBackfillPaused: row.is_backfill_paused === 1,
  };
}

export function writeCursor(writer: Writer, accountId: AccountId, cursor: unknown): void {
  writer.run(
    'INSERT INTO sync_states (account_id, cursor) VALUES (?, ?) ON CONFLICT (account_id) DO UPDATE SET cursor = excluded.cursor',
    accountId,
    cursor === null ? null : JSON.stringify(cursor),
  );
}

/** When this account was first read; the first time it is asked, that is now. */
export function beginSync(writer: Writer, accountId: AccountId, now: number): number {
  const row = writer.get<{ began_at: number }>(
    `INSERT INTO sync_states (account_id, began_at) VALUES (?, ?)
     ON CONFLICT (account_id) DO UPDATE SET began_at = coalesce(began_at, excluded.began_at) RETURNING began_at`,
    accountId,
    now,
  );
  return row?.began_at ?? now;
}

/** All but the cursor, which is written with what it brought. */
export function writeSyncState(writer: Writer, accountId: AccountId, state: Omit<SyncState, 'cursor'>): void {
  const { failures, failure, nextTryAt, lastSuccessAt, isPaused, isBackfillPaused } = state;
  writer.run(
    `INSERT INTO sync_states (account_id, failures, failure, next_try_at, last_success_at, is_paused, is_backfill_paused) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id) DO UPDATE SET failures = excluded.failures, failure = excluded.failure, next_try_at = excluded.next_try_at,
       last_success_at = excluded.last_success_at, is_paused = excluded.is_paused, is_backfill_paused = excluded.is_backfill_paused`,
    accountId,
    failures,
    failure === null ? null : JSON.stringify(failure),
    nextTryAt,
    lastSuccessAt,
    Number(isPaused),
    Number(isBackfillPaused),
  );
}
