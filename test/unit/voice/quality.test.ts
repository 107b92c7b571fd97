import { describe, expect, test } from 'vitest';
import { delayImpairment, meanOpinionScore, ratingFactor } from '../../../renderer/media/e-model.ts';
import { readCounters, sampleBetween } from '../../../renderer/media/peer-stats.ts';
import { assessQuality } from '../../../renderer/media/quality.ts';

describe('mean opinion score', () => {
  // ITU-T G.107 table B.1, which is rounded to two digits (its 4.03 is 4.024 by its own formula).
  test.each([
    [90, 4.34],
    [80, 4.03],
    [70, 3.6],
    [60, 3.1],
    [50, 2.58],
  ])('R = %i is %f', (rating, score) => {
    expect(Math.abs(meanOpinionScore(rating) - score)).toBeLessThanOrEqual(0.007);
  });

  test('of an undisturbed connection at its defaults is 4.41', () => {
    expect(meanOpinionScore(93.2)).toBeCloseTo(4.41, 2);
  });

  test('never leaves its scale and never falls while R rises', () => {
    expect(meanOpinionScore(-20)).toBe(1);
    expect(meanOpinionScore(120)).toBe(4.5);
    const scores = Array.from({ length: 130 }, (_, n) => meanOpinionScore(n - 15));
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
  });
});

/** R on the codec's own scale, without the delay of its own packets. */
const rated = (codec: string | null, lossRatio = 0) => ratingFactor({ networkMs: 0, lossRatio, codec });

describe('rating factor', () => {
  test('is 93.2 for G.711 without delay and loss (G.107 §7.7)', () => {
    expect(rated('PCMU')).toBeCloseTo(93.2, 5);
    expect(rated('PCMA')).toBeCloseTo(93.2, 5);
    expect(rated(null)).toBeCloseTo(93.2, 5);
  });

  test('is (129 − 13) / 1.29 for G.722, (148 − 16.83) / 1.48 for Opus', () => {
    expect(rated('G722')).toBeCloseTo(89.92, 2);
    expect(rated('opus')).toBeCloseTo(88.63, 2);
  });

  // G.113 (2001) appendix I, measured: the formula came later and runs close to it.
  test.each([
    [0.02, 7],
    [0.03, 10],
    [0.05, 15],
    [0.07, 20],
    [0.1, 25],
    [0.15, 35],
    [0.2, 45],
  ])('G.711 with concealment loses at %f packets about %i', (lossRatio, impairment) => {
    expect(Math.abs(93.2 - rated('PCMA', lossRatio) - impairment)).toBeLessThanOrEqual(3);
  });

  test('loss costs by the formula of G.107 (7-29) on each scale', () => {
    expect(rated('PCMA', 0.05)).toBeCloseTo(93.2 - 95 * (5 / 30.1), 3);
    expect(rated('G722', 0.05)).toBeCloseTo((129 - 13 - 82 * (5 / 15.44)) / 1.29, 3);
    expect(rated('opus', 0.06)).toBeCloseTo((148 - 16.83 - (132 - 16.83) * (6 / 16.44)) / 1.48, 3);
  });

  test('six packets of a hundred: Opus at 60, where many are dissatisfied', () => {
    expect(meanOpinionScore(rated('opus', 0.06))).toBeCloseTo(3.11, 1);
  });
});

describe('delay', () => {
  // G.107 (7-27) by hand, with sT = 1 and mT = 100 ms.
  test.each([
    [0, 0],
    [100, 0],
    [150, 0.16],
    [200, 3.04],
    [300, 14.76],
    [400, 24.07],
  ])('%i ms costs %f', (delayMs, impairment) => {
    expect(delayImpairment(delayMs)).toBeCloseTo(impairment, 1);
  });

  test('counts with the packet and the look-ahead of the codec', () => {
    const opus = ratingFactor({ networkMs: 250, lossRatio: 0, codec: 'opus' });
    expect(opus).toBeCloseTo((148 - 16.83 - 1.48 * delayImpairment(276.5)) / 1.48, 5);
    expect(ratingFactor({ networkMs: 250, lossRatio: 0, codec: 'PCMA' })).toBeCloseTo(93.2 - delayImpairment(270), 5);
    expect(ratingFactor({ networkMs: 250, lossRatio: 0, codec: 'G722' })).toBeCloseTo((129 - 13 - delayImpairment(271.5)) / 1.29, 5);
  });

  test('costs Opus as much of the scale of 0 to 100 as G.711', () => {
    const cost = (codec: string, codecMs: number) =>
      ratingFactor({ networkMs: 0, lossRatio: 0, codec }) - ratingFactor({ networkMs: 400 - codecMs, lossRatio: 0, codec });
    expect(cost('opus', 26.5)).toBeCloseTo(24.07, 1);
    expect(cost('PCMA', 20)).toBeCloseTo(24.07, 1);
  });
});

const still = { jitterMs: 0, rttMs: null, bufferMs: 0, lossThereRatio: null, codec: null, path: null };

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
        ['far', { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.08, fractionLost: 0.03 }],
      ]);
    const sample = sampleBetween(at(900, 100, 30, 1_000), at(990, 110, 34, 1_100));

    expect(sample).toEqual({
      packetsReceived: 90,
      packetsLost: 10,
      jitterMs: 4,
      rttMs: 80,
      bufferMs: 40,
      lossThereRatio: 0.03,
      codec: 'opus',
      path: null,
    });
    const quality = assessQuality(sample);
    expect(quality).toMatchObject({ lossRatio: 0.1, lossThereRatio: 0.03, rttMs: 80, jitterMs: 4, codec: 'opus' });
    // R = (148 − 0.0 for 40 + 40 + 26.5 ms − 16.83 − 115.17 × 10 / 20.44) / 1.48
    expect(quality.mos).toBeCloseTo(2.6, 1);
  });

  test('a held call, without packets, has no loss', () => {
    expect(assessQuality({ ...still, packetsReceived: 0, packetsLost: 0 })).toMatchObject({ lossRatio: 0, mos: 4.41, lossThereRatio: null });
  });

  test('packets that arrive late after all do not make the loss negative', () => {
    const counters = { ...still, packetsSent: 0, bufferedMs: 0, bufferedSamples: 0 };
    const sample = sampleBetween({ ...counters, packetsReceived: 10, packetsLost: 5 }, { ...counters, packetsReceived: 25, packetsLost: 2 });
    expect(sample.packetsLost).toBe(0);
  });

  test('the round trip comes from the candidate pair where there is no RTCP report', () => {
    const counters = readCounters([['pair', { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.02 }]]);
    expect(counters.rttMs).toBe(20);
    expect(counters.codec).toBeNull();
  });

  test('the way is that of the pair the transport has chosen, not of one nominated before a restart', () => {
    const pair = (local: string, remote: string) => ({ type: 'candidate-pair', nominated: true, localCandidateId: local, remoteCandidateId: remote });
    const candidate = (candidateType: string, address: string, more = {}) => ({
      type: 'candidate',
      candidateType,
      address,
      port: 4_000,
      protocol: 'udp',
      ...more,
    });
    const entries = [
      ['old', { ...pair('host', 'far'), currentRoundTripTime: 0.5 }],
      ['new', { ...pair('relay', 'far'), currentRoundTripTime: 0.02 }],
      ['host', candidate('host', '192.0.2.1')],
      ['relay', candidate('relay', '2001:db8::1', { relayProtocol: 'tls' })],
      ['far', candidate('srflx', '203.0.113.9')],
      ['t', { type: 'transport', selectedCandidatePairId: 'new' }],
    ] as const;
    expect(readCounters(entries)).toMatchObject({
      rttMs: 20,
      path: { local: 'relay', remote: 'srflx', protocol: 'tls', localAddress: '[2001:db8::1]:4000', remoteAddress: '203.0.113.9:4000' },
    });
    const hidden = entries.map(([id, entry]) => [id, { ...entry, address: undefined }] as const);
    expect(readCounters(hidden).path).toMatchObject({ local: 'relay', localAddress: null, remoteAddress: null });
  });
});
