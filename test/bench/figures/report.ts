import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The nearest-rank percentile. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error('no measurement');
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

export interface Figure {
  readonly value: number;
  /** At most; absent: only told. */
  readonly bar?: number;
  /** At least. */
  readonly floor?: number;
  /** What it was computed from. */
  readonly samples: readonly number[];
}

/** Prints a bench's figures and writes test/bench/out/NAME.json. A bar that is missed ends the process with 1. */
export function report(name: string, figures: Readonly<Record<string, Figure>>): void {
  const round = (value: number): number => Math.round(value * 100) / 100;
  for (const [id, { value, bar, floor, samples }] of Object.entries(figures)) {
    const isMissed = (bar !== undefined && value > bar) || (floor !== undefined && value < floor);
    const limit = floor ?? bar;
    const verdict = limit === undefined ? '' : `  (bar ${limit}: ${isMissed ? 'MISSED' : 'met'})`;
    console.log(`${id.padEnd(36)} ${String(round(value)).padStart(9)}${verdict}   n=${samples.length}  ${samples.map(round).join(' ')}`);
    if (isMissed) process.exitCode = 1;
  }
  const folder = join(import.meta.dirname, '../out');
  mkdirSync(folder, { recursive: true });
  const values = Object.fromEntries(Object.entries(figures).map(([id, { value }]) => [id, round(value)]));
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ figures: values }, null, 2)}\n`);
}
