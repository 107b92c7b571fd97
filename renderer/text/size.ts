import { useText } from './text.tsx';

/** "84 kB", "3.2 MB": as many digits as say something. */
export function useSize(): (bytes: number) => string {
  const { intl } = useText();
  return (bytes) => {
    const isSmall = bytes < 999_500;
    const value = isSmall ? Math.max(bytes === 0 ? 0 : 1, Math.round(bytes / 1_000)) : bytes / 1_000_000;
    const unit = isSmall ? 'kilobyte' : 'megabyte';
    return intl.formatNumber(value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 });
  };
}
