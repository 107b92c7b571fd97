import { dayOf } from './time.ts';
import { useText } from './text.tsx';

/** When something waiting goes out. */
export function useDueWords(): (at: number) => string {
  const { text, intl } = useText();
  const date = useDate();
  return (at) => {
    if (dayOf(at) !== dayOf(Date.now())) return text('delivery.queuedOn', { date: date(at) });
    return text('delivery.queuedAt', { time: intl.formatTime(at, { hour: 'numeric', minute: '2-digit', second: '2-digit' }) });
  };
}

/** An instant of these days in words: the time alone today, with its day otherwise. */
export function useDate(): (at: number) => string {
  const { intl } = useText();
  return (at) => {
    const time = { hour: 'numeric', minute: '2-digit' } as const;
    if (dayOf(at) === dayOf(Date.now())) return intl.formatDate(at, { day: 'numeric', month: 'short', ...time });
    return intl.formatDate(at, { weekday: 'short', day: 'numeric', month: 'short', ...time });
  };
}
