import { describe, expect, test } from 'vitest';
import { readCounters, sampleBetween } from '../../../renderer/media/peer-stats.ts';
import { assessQuality, meanOpinionScore, ratingFactor } from '../../../renderer/media/quality.ts';

describe('mean opinion score', () => {
  // ITU-T G.107 table B.1.
  test.each([
    [90, 4.34],
    [80, 4.03],
    [70, 3.6],
    [60, 3.1],
    [50, 2.58],
  ])('R = %i is %f', (rating, score) => {
    expect(meanOpinionScore(rating)).toBeCloseTo(score, 1);
  });

  test('never leaves its scale', () => {
    expect(meanOpinionScore(-20)).toBe(1);
    expect(meanOpinionScore(3)).toBeGreaterThanOrEqual(1);
    expect(meanOpinionScore(120)).toBe(4.5);
  });
});

describe('rating factor', () => {
  test('is that of G.107 without delay and loss', () => {
    expect(ratingFactor({ delayMs: 0, lossRatio: 0, codec: 'PCMU' })).toBeCloseTo(93.2, 5);
  });

  test('delay counts more beyond 177.3 ms', () => {
    expect(ratingFactor({ delayMs: 150, lossRatio: 0, codec: null })).toBeCloseTo(93.2 - 3.6, 5);
    expect(ratingFactor({ delayMs: 300, lossRatio: 0, codec: null })).toBeCloseTo(93.2 - 7.2 - 13.497, 3);
  });

  test('loss counts by the codec: G.711 with concealment at 5 % loses 15.8', () => {
    expect(ratingFactor({ delayMs: 0, lossRatio: 0.05, codec: 'PCMA' })).toBeCloseTo(93.2 - 95 * (5 / 30.1), 3);
    expect(ratingFactor({ delayMs: 0, lossRatio: 0, codec: 'G729' })).toBeCloseTo(82.2, 5);
  });
});

describe('a measured interval', () => {
  test('counts only what happened in it', () => {
    const at = (packetsReceived: number, packetsLost: number, jitterBufferDelay: number, jitterBufferEmittedCount: number) =>
      readCounters([
        [
          'in',
          {
            type: 'inbound-rtp',
            kind: 'audio',
            codecId: 'c',
            packetsReceived,
            packetsLost,
            jitter: 0.004,
            jitterBufferDelay,
            jitterBufferEmittedCount,
          },
        ],
        ['out', { type: 'outbound-rtp', kind: 'audio', packetsSent: 77 }],
        ['c', { type: 'codec', mimeType: 'audio/opus' }],
        ['far', { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.08 }],
      ]);
    const sample = sampleBetween(at(900, 100, 30, 1_000), at(990, 110, 34, 1_100));

    expect(sample).toEqual({ packetsReceived: 90, packetsLost: 10, jitterMs: 4, rttMs: 80, bufferMs: 40, codec: 'opus' });
    const quality = assessQuality(sample);
    expect(quality.lossRatio).toBe(0.1);
    // R = 93.2 − 0.024 × (40 + 40 + 25) − 95 × 10 / 35.1
    expect(quality.mos).toBeCloseTo(3.25, 1);
  });

  test('a held call, without packets, has no loss', () => {
    expect(assessQuality({ packetsReceived: 0, packetsLost: 0, jitterMs: 0, rttMs: null, bufferMs: 0, codec: null })).toMatchObject({
      lossRatio: 0,
      mos: 4.39,
    });
  });

  test('packets that arrive late after all do not make the loss negative', () => {
    const counters = { packetsSent: 0, codec: null, jitterMs: 0, rttMs: null, bufferedMs: 0, bufferedSamples: 0 };
    const sample = sampleBetween({ ...counters, packetsReceived: 10, packetsLost: 5 }, { ...counters, packetsReceived: 25, packetsLost: 2 });
    expect(sample.packetsLost).toBe(0);
  });

  test('the round trip comes from the candidate pair where there is no RTCP report', () => {
    const counters = readCounters([['pair', { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.02 }]]);
    expect(counters.rttMs).toBe(20);
    expect(counters.codec).toBeNull();
  });
});
