import { expect, it } from 'vitest';
import { callEntrySchema } from '../../../contract/model/timeline.ts';
import { qualityReportSchema, type QualityReport } from '../../../contract/model/call-quality.ts';
import { readNewestCalls } from '../../../main/store/quality-rows.ts';
import { createTestTimeline } from '../../fakes/test-timeline.ts';

const report: QualityReport = {
  summary: {
    mos: 3.9,
    worstMos: 2.8,
    jitterMs: 7.5,
    lossRatio: 0.012,
    lossThereRatio: 0.06,
    rttMs: 48,
    codec: 'PCMA',
    path: { local: 'host', remote: 'relay', protocol: 'udp', localAddress: '192.0.2.1:4000', remoteAddress: null },
    trouble: { cause: 'loss-here', value: 6 },
  },
  samples: [
    { atMs: 2_000, mos: 4.2, lossRatio: 0, lossThereRatio: null, jitterMs: 5, rttMs: null },
    { atMs: 7_000, mos: 2.8, lossRatio: 0.03, lossThereRatio: 0.06, jitterMs: 10, rttMs: 48 },
  ],
};

it('keeps what a call sounded like: a summary on its entry, the series by itself', () => {
  using test = createTestTimeline();
  const { callId, contactId } = test.begin();
  const ofEntry = () => test.timeline.open(contactId, null, 5).entries[0];
  expect(ofEntry()).toMatchObject({ quality: null });
  expect(test.timeline.readQuality(callId)).toBeNull();
  test.journal.saveQuality(callId, { ...report, samples: report.samples.slice(0, 1) });
  test.journal.saveQuality(callId, report);
  test.store.reopen();
  expect(callEntrySchema.parse(ofEntry()).quality).toEqual(report.summary);
  expect(qualityReportSchema.parse(test.timeline.readQuality(callId))).toEqual(report);
  test.clock.advance(50);
  expect(test.patches.at(-1)?.upserted).toMatchObject([{ id: callId, quality: { codec: 'PCMA' } }]);
});

it('goes with its call, and is not written for one that is gone', () => {
  using test = createTestTimeline();
  const { callId, contactId } = test.begin();
  test.journal.saveQuality(callId, report);
  test.store.write((writer) => writer.run('DELETE FROM contacts WHERE id = ?', contactId));
  expect(test.timeline.readQuality(callId)).toBeNull();
  test.journal.saveQuality(callId, report);
  expect(test.store.reader.all('SELECT * FROM call_quality_samples')).toEqual([]);
});

it('the newest calls say how they ended and sounded, and not who was on them', () => {
  using test = createTestTimeline();
  test.call({ talkMs: null });
  const { callId } = test.call({ address: '+493023125009' });
  test.journal.saveQuality(callId, report);
  const calls = readNewestCalls(test.store.reader, 10);
  expect(calls).toMatchObject([
    { result: 'answered', quality: report },
    { result: 'missed', quality: null },
  ]);
  expect(readNewestCalls(test.store.reader, 1)).toHaveLength(1);
  expect(JSON.stringify(calls)).not.toContain('23125009');
});
