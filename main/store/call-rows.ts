import type { CallResult } from '../../contract/model/call.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, CallId, ContactId } from '../../contract/model/ids.ts';
import type { RecentCall, RecentFilter } from '../../contract/model/timeline.ts';
import type { ConferenceParty } from '../../contract/model/conference.ts';
import type { CallTransfer } from '../../contract/model/transfer.ts';
import type { Reader, Writer } from './database.ts';
import { talkTime } from './entry-rows.ts';

interface RecentRow {
  readonly id: CallId;
  readonly contact_id: ContactId;
  readonly name: string | null;
  readonly company: string | null;
  readonly address: string;
  readonly account_id: AccountId;
  readonly direction: 'in' | 'out';
  readonly result: CallResult;
  readonly at: number;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly needs_return: number;
}

const recentSelect = `SELECT c.id, e.contact_id, p.name, p.company, c.address, c.account_id, c.direction, c.result, e.at, c.answered_at, c.ended_at, c.needs_return
FROM calls c JOIN entries e ON e.id = c.id JOIN contacts p ON p.id = e.contact_id`;

const conditions: Readonly<Record<RecentFilter, string>> = {
  all: '',
  missed: "c.result = 'missed' AND",
  in: "c.direction = 'in' AND",
  out: "c.direction = 'out' AND",
};

export function recentPageSql(filter: RecentFilter): string {
  return `${recentSelect} WHERE ${conditions[filter]} c.id < ? ORDER BY c.id DESC LIMIT ?`;
}

function toRecent({ id, contact_id, name, company, account_id, answered_at, ended_at, needs_return, ...row }: RecentRow): RecentCall {
  return {
    ...row,
    callId: id,
    contactId: contact_id,
    contactName: name,
    company,
    accountId: account_id,
    durationMs: talkTime(answered_at, ended_at),
    needsReturn: needs_return === 1,
  };
}

/** Newest first, below `before`. */
export function readRecentPage(reader: Reader, filter: RecentFilter, before: CallId | null, limit: number): RecentCall[] {
  return reader.all<RecentRow>(recentPageSql(filter), before ?? Number.MAX_SAFE_INTEGER, limit).map(toRecent);
}

export function readRecent(reader: Reader, id: CallId): RecentCall | null {
  const row = reader.get<RecentRow>(`${recentSelect} WHERE c.id = ?`, id);
  return row ? toRecent(row) : null;
}

/** The newest calls with a contact: their rows change when it is renamed. */
export function readRecentOfContact(reader: Reader, contactId: ContactId, limit: number): RecentCall[] {
  return reader
    .all<RecentRow>(`${recentSelect} WHERE e.contact_id = ? AND e.kind = 'call' ORDER BY e.id DESC LIMIT ?`, contactId, limit)
    .map(toRecent);
}

export function countToReturn(reader: Reader): number {
  return reader.get<{ n: number }>('SELECT count(*) AS n FROM calls WHERE needs_return = 1')?.n ?? 0;
}

export function insertCall(writer: Writer, call: { id: CallId; accountId: AccountId; direction: 'in' | 'out'; address: string }): void {
  writer.run(
    "INSERT INTO calls (id, account_id, direction, result, address) VALUES (?, ?, ?, 'live', ?)",
    call.id,
    call.accountId,
    call.direction,
    call.address,
  );
}

export function answerCall(writer: Writer, id: CallId, at: number): void {
  writer.run('UPDATE calls SET answered_at = ? WHERE id = ?', at, id);
}

export function endCall(writer: Writer, id: CallId, how: { at: number; result: CallResult; failure: Failure | null; needsReturn: boolean }): void {
  writer.run(
    'UPDATE calls SET ended_at = ?, result = ?, failure = ?, needs_return = ? WHERE id = ?',
    how.at,
    how.result,
    how.failure === null ? null : JSON.stringify(how.failure),
    Number(how.needsReturn),
    id,
  );
  writer.run('UPDATE interactions SET ended_at = ? WHERE id = (SELECT interaction_id FROM entries WHERE id = ?)', how.at, id);
}

/** Calls the program did not live to see the end of. They count as ended when they began or were answered: nothing later is known. */
export function interruptLiveCalls(writer: Writer): { callId: CallId; wasAnswered: boolean }[] {
  const live = writer.all<{ id: CallId; answered_at: number | null }>("SELECT id, answered_at FROM calls WHERE result = 'live'");
  writer.run(
    `UPDATE calls SET result = 'interrupted', ended_at = coalesce(answered_at, (SELECT at FROM entries WHERE entries.id = calls.id)) WHERE result = 'live'`,
  );
  return live.map(({ id, answered_at }) => ({ callId: id, wasAnswered: answered_at !== null }));
}

// CROSS JOIN keeps the order: few calls wait to be returned, a contact may have thousands of entries.
export const callsToReturnSql = 'SELECT c.id FROM calls c CROSS JOIN entries e ON e.id = c.id WHERE c.needs_return = 1 AND e.contact_id = ?';

/** Missed calls of a contact that are settled by talking to it. Answers which. */
export function settleMissedCalls(writer: Writer, contactId: ContactId): CallId[] {
  const ids = writer.all<{ id: CallId }>(callsToReturnSql, contactId).map(({ id }) => id);
  for (const id of ids) setNeedsReturn(writer, id, false);
  return ids;
}

export function setNeedsReturn(writer: Writer, id: CallId, needsReturn: boolean): boolean {
  return writer.run("UPDATE calls SET needs_return = ? WHERE id = ? AND result = 'missed'", Number(needsReturn), id).changes === 1;
}

export function saveCallNote(writer: Writer, id: CallId, note: string): boolean {
  return writer.run('UPDATE calls SET note = ? WHERE id = ?', note, id).changes === 1;
}

export function saveOutcome(writer: Writer, id: CallId, outcome: { dispositionId: string | null; followUpAt: number | null }): void {
  writer.run('UPDATE calls SET disposition_id = ?, follow_up_at = ? WHERE id = ?', outcome.dispositionId, outcome.followUpAt, id);
}

export function setAnswered(writer: Writer, id: CallId, values: { answeredAt: number | null; endedAt: number }): void {
  writer.run('UPDATE calls SET answered_at = ?, ended_at = ? WHERE id = ?', values.answeredAt, values.endedAt, id);
}

export function saveTransfer(writer: Writer, id: CallId, transfer: CallTransfer): void {
  writer.run('UPDATE calls SET transfer = ? WHERE id = ?', JSON.stringify(transfer), id);
}

export function saveConference(writer: Writer, id: CallId, parties: readonly ConferenceParty[]): void {
  writer.run('UPDATE calls SET conference = ? WHERE id = ?', JSON.stringify(parties), id);
}
