import { expect, test } from 'vitest';
import { mostQualitySamples, qualityReportSchema, type CallQuality, type QualityTrouble } from '../../../contract/model/call-quality.ts';
import { createQualityRecord, type QualityRecord } from '../../../main/voice/quality-record.ts';
import { buildQuality } from '../../fakes/desk-world.ts';

function add(record: QualityRecord, seconds: number, fields: Partial<CallQuality> = {}, trouble: QualityTrouble | null = null): void {
  record.add({ atMs: seconds * 1_000, quality: buildQuality(fields), trouble });
}

test('what was never measured has no report', () => {
  expect(createQualityRecord().report()).toBeNull();
});

test('measurements of five seconds make one sample, the mean of them', () => {
  const record = createQualityRecord();
  add(record, 2, { mos: 4, lossRatio: 0.02, rttMs: 40 });
  add(record, 4, { mos: 3, lossRatio: 0.04, rttMs: null });
  add(record, 6, { mos: 2, lossRatio: 0, rttMs: 60 });
  add(record, 8, { mos: 4.2, lossRatio: 0 });
  const { samples, summary } = record.report()!;
  expect(samples.map(({ atMs }) => atMs)).toEqual([2_000, 8_000]);
  expect(samples[0]).toMatchObject({ mos: 3, lossRatio: 0.02, rttMs: 50 });
  expect(summary).toMatchObject({ mos: 3.3, worstMos: 2, lossRatio: 0.015, codec: 'opus' });
});

test('codec and way stay known where the last measurement does not tell', () => {
  const record = createQualityRecord();
  add(record, 2);
  add(record, 4, { codec: null, path: null });
  expect(record.report()!.summary).toMatchObject({ codec: 'opus', path: { local: 'host', protocol: 'udp' } });
});

test('tells the trouble that lasted longest, at its worst', () => {
  const record = createQualityRecord();
  add(record, 2, {}, { cause: 'delay', value: 900 });
  add(record, 4, {}, { cause: 'loss-here', value: 6 });
  add(record, 6, {}, { cause: 'loss-here', value: 12 });
  add(record, 8, {}, { cause: 'loss-here', value: 7 });
  expect(record.report()!.summary.trouble).toEqual({ cause: 'loss-here', value: 12 });
});

test('twelve hours take no more room than twenty minutes, in order and without a hole', () => {
  const record = createQualityRecord();
  for (let seconds = 0; seconds < 12 * 3_600; seconds += 2) {
    add(record, seconds, { mos: seconds > 6 * 3_600 ? 2 : 4 });
    if (seconds % 600 === 0) expect(record.report()!.samples.length).toBeLessThanOrEqual(mostQualitySamples);
  }
  const report = qualityReportSchema.parse(record.report());
  expect(report.samples.length).toBeGreaterThan(mostQualitySamples / 3);
  const steps = report.samples.slice(1).map(({ atMs }, n) => atMs - report.samples[n]!.atMs);
  expect(Math.min(...steps)).toBeGreaterThan(0);
  expect(Math.max(...steps)).toBeLessThan(12 * 60_000);
  expect(report.samples[0]).toMatchObject({ atMs: 0, mos: 4 });
  expect(report.samples.at(-1)!.mos).toBe(2);
  expect(JSON.stringify(report).length).toBeLessThan(30_000);
});
