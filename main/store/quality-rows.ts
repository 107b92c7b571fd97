import type { CallDirection, CallResult } from '../../contract/model/call.ts';
import type { QualityReport, QualitySample, QualitySummary } from '../../contract/model/call-quality.ts';
import type { CallId } from '../../contract/model/ids.ts';
import type { Reader, Writer } from './database.ts';

/** Names would be most of the room a sample takes. */
type Packed = readonly [number, number, number, number | null, number, number | null];

const pack = ({ atMs, mos, lossRatio, lossThereRatio, jitterMs, rttMs }: QualitySample): Packed => [
  atMs,
  mos,
  lossRatio,
  lossThereRatio,
  jitterMs,
  rttMs,
];

function unpack([atMs, mos, lossRatio, lossThereRatio, jitterMs, rttMs]: Packed): QualitySample {
  return { atMs, mos, lossRatio, lossThereRatio, jitterMs, rttMs };
}

/** False: the call is gone. */
export function saveQuality(writer: Writer, id: CallId, { summary, samples }: QualityReport): boolean {
  const { changes } = writer.run('UPDATE calls SET quality = ? WHERE id = ?', JSON.stringify(summary), id);
  if (changes === 0) return false;
  writer.run('INSERT OR REPLACE INTO call_quality_samples (call_id, samples) VALUES (?, ?)', id, JSON.stringify(samples.map(pack)));
  return true;
}

interface QualityRow {
  readonly quality: string;
  readonly samples: string;
}

function toReport({ quality, samples }: QualityRow): QualityReport {
  return { summary: JSON.parse(quality) as QualitySummary, samples: (JSON.parse(samples) as Packed[]).map(unpack) };
}

export const qualitySql = 'SELECT c.quality, s.samples FROM calls c JOIN call_quality_samples s ON s.call_id = c.id WHERE c.id = ?';

export function readQuality(reader: Reader, id: CallId): QualityReport | null {
  const row = reader.get<QualityRow>(qualitySql, id);
  return row ? toReport(row) : null;
}

export interface MeasuredCall {
  readonly at: number;
  readonly direction: CallDirection;
  readonly result: CallResult;
  readonly failure: unknown;
  readonly quality: QualityReport | null;
}

export const newestCallsSql = `SELECT e.at, c.direction, c.result, c.failure, c.quality, s.samples
FROM calls c JOIN entries e ON e.id = c.id LEFT JOIN call_quality_samples s ON s.call_id = c.id ORDER BY c.id DESC LIMIT ?`;

/** The newest calls, without anything that says who was on them. */
export function readNewestCalls(reader: Reader, limit: number): MeasuredCall[] {
  const rows = reader.all<Omit<MeasuredCall, 'quality' | 'failure'> & { failure: string | null; quality: string | null; samples: string | null }>(
    newestCallsSql,
    limit,
  );
  return rows.map(({ quality, samples, failure, ...call }) => ({
    ...call,
    failure: failure === null ? null : JSON.parse(failure),
    quality: quality === null || samples === null ? null : toReport({ quality, samples }),
  }));
}
