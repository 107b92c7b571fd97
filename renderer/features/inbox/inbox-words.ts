import type { InboxRow } from '../../../contract/model/inbox.ts';
import type { TextKey, useText } from '../../text/text.tsx';
import { dayOf } from '../../text/time.ts';

type Words = Pick<ReturnType<typeof useText>, 'text' | 'intl'>;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export function whoOf({ contactName, address }: Pick<InboxRow, 'contactName' | 'address'>, { text }: Words): string {
  return contactName ?? address ?? text('contacts.unnamed');
}

/** `Re: AW: Router` is about the router. */
export function matterOf(subject: string | null): string | null {
  return subject?.replace(/^((re|aw|fwd?|wg|antw)\s*:\s*)+/i, '').trim() || null;
}

/** `5 min`, `2 h`, `3 d`: as coarse as one would say it. */
function spanOf(ms: number, { intl }: Words): string {
  const [value, unit] = ms < hour ? [ms / minute, 'minute'] : ms < 2 * day ? [ms / hour, 'hour'] : [ms / day, 'day'];
  return intl.formatNumber(Math.max(1, Math.floor(value)), { style: 'unit', unit, unitDisplay: 'short' });
}

export function momentOf(at: number, now: number, { intl }: Words): string {
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  if (dayOf(at) === dayOf(now)) return intl.formatTime(at, time);
  return Math.abs(at - now) < 6 * day
    ? intl.formatDate(at, { weekday: 'short', ...time })
    : intl.formatDate(at, { day: 'numeric', month: 'short', ...time });
}

const reasons: Readonly<Record<NonNullable<InboxRow['reason']>, TextKey>> = {
  message: 'inbox.asked',
  snooze: 'inbox.back',
  bounce: 'inbox.bounced',
  refused: 'inbox.refused',
  reopened: 'inbox.reopened',
};

/** Why it stands where it stands. */
export function reasonOf(row: InboxRow, now: number, words: Words): string {
  const { state, reason, sinceAt, snoozedUntil } = row;
  const time = spanOf(Math.max(0, now - (sinceAt ?? now)), words);
  switch (state) {
    case 'open':
      return words.text(reasons[reason ?? 'message'], { time });
    case 'waiting':
      return words.text('inbox.waits', { time });
    case 'snoozed':
      return words.text('inbox.comesBack', { when: momentOf(snoozedUntil ?? now, now, words) });
    case 'done':
      return words.text('inbox.isDone');
  }
}

const hourOfMorning = 8;
const hoursLater = 3;

/** The times an agent is most likely to mean; later today only while there is some of it left. */
export function snoozeTimes(now: number): { id: 'later' | 'tomorrow' | 'nextWeek'; at: number }[] {
  const later = Math.ceil((now + hoursLater * hour) / (15 * minute)) * 15 * minute;
  const morningIn = (days: number): number => {
    const at = new Date(now);
    at.setDate(at.getDate() + days);
    return at.setHours(hourOfMorning, 0, 0, 0);
  };
  // The week begins on Monday.
  const toMonday = (8 - new Date(now).getDay()) % 7 || 7;
  return [
    ...(dayOf(later) === dayOf(now) ? [{ id: 'later' as const, at: later }] : []),
    { id: 'tomorrow', at: morningIn(1) },
    { id: 'nextWeek', at: morningIn(toMonday) },
  ];
}
