import type { CallQuality } from '../../contract/model/call.ts';

/** What one interval of a received stream was like. */
export interface StreamSample {
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitterMs: number;
  /** null: no RTCP report yet. */
  readonly rttMs: number | null;
  /** Mean time a packet waits in the jitter buffer. */
  readonly bufferMs: number;
  readonly codec: string | null;
}

/** ITU-T G.107 with its default values: R without delay and equipment impairment. */
const baseRating = 93.2;
/** A packet is sent when its last sample is there; the codec looks a little ahead. */
const packetisationMs = 25;
const withoutReport = { oneWayMs: 20 };

/** Equipment impairment and robustness against random loss (ITU-T G.113 appendix I). It has no values for Opus and G.722: taken as G.711 with concealment. */
const impairments: Readonly<Record<string, { readonly ie: number; readonly bpl: number }>> = {
  pcmu: { ie: 0, bpl: 25.1 },
  pcma: { ie: 0, bpl: 25.1 },
  g729: { ie: 11, bpl: 19 },
};
const usualImpairment = { ie: 0, bpl: 25.1 };

/** Transmission rating factor of the E-model, simplified: only delay, codec and random loss. */
export function ratingFactor({ delayMs, lossRatio, codec }: { delayMs: number; lossRatio: number; codec: string | null }): number {
  const { ie, bpl } = impairments[codec?.toLowerCase() ?? ''] ?? usualImpairment;
  const delayImpairment = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0);
  const lossPercent = lossRatio * 100;
  const effectiveImpairment = ie + (95 - ie) * (lossPercent / (lossPercent + bpl));
  return baseRating - delayImpairment - effectiveImpairment;
}

/** ITU-T G.107 annex B. */
export function meanOpinionScore(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}

export function assessQuality(sample: StreamSample): CallQuality {
  const expected = sample.packetsReceived + sample.packetsLost;
  const lossRatio = expected > 0 ? Math.min(1, Math.max(0, sample.packetsLost / expected)) : 0;
  const oneWayMs = sample.rttMs === null ? withoutReport.oneWayMs : sample.rttMs / 2;
  const delayMs = oneWayMs + Math.max(sample.bufferMs, sample.jitterMs) + packetisationMs;
  const mos = meanOpinionScore(ratingFactor({ delayMs, lossRatio, codec: sample.codec }));
  return { mos: Math.round(mos * 100) / 100, jitterMs: sample.jitterMs, lossRatio, rttMs: sample.rttMs, codec: sample.codec };
}
