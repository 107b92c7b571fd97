/** `4:12`, or `1:04:12` from an hour on. Digits line up: set in tabular figures. */
export function clockTime(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1_000));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3_600);
  const minutes = Math.floor(total / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(total % 60)}` : `${minutes}:${pad(total % 60)}`;
}

/** Local midnight before an instant: entries of one day share it. */
export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
