import { useText } from './text.tsx';

/** `84 kB`, `1.2 MB`: in the language of the screen. */
export function useByteSize(): (bytes: number) => string {
  const { intl } = useText();
  return (bytes) => {
    const [unit, divisor] = bytes < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const);
    const value = Math.max(unit === 'kilobyte' ? 1 : 0, bytes / divisor);
    return intl.formatNumber(value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: unit === 'kilobyte' || value >= 10 ? 0 : 1 });
  };
}
