export interface LaterTime {
  readonly id: 'hour' | 'afternoon' | 'tomorrow' | 'monday';
  readonly at: number;
}

/** The usual times to send later, of those that are still to come. */
export function laterTimes(now: number): LaterTime[] {
  const at = (daysOn: number, hour: number): number => {
    const day = new Date(now);
    day.setDate(day.getDate() + daysOn);
    return day.setHours(hour, 0, 0, 0);
  };
  const weekday = new Date(now).getDay();
  const daysToMonday = (8 - weekday) % 7 || 7;
  const times: LaterTime[] = [{ id: 'hour', at: Math.ceil((now + 3_600_000) / 60_000) * 60_000 }];
  if (at(0, 14) - now > 3_600_000) times.push({ id: 'afternoon', at: at(0, 14) });
  times.push({ id: 'tomorrow', at: at(1, 8) });
  // Tomorrow may be Monday.
  if (daysToMonday > 1) times.push({ id: 'monday', at: at(daysToMonday, 8) });
  return times;
}

/** As a field for date and time wants it: local, to the minute. */
export function localInput(at: number): string {
  const minutes = new Date(at).getTimezoneOffset();
  return new Date(at - minutes * 60_000).toISOString().slice(0, 16);
}
