import type { CallQuality, CandidatePath } from '../../contract/model/call-quality.ts';
import { meanOpinionScore, ratingFactor } from './e-model.ts';

/** What one interval of a received stream was like. */
export interface StreamSample {
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitterMs: number;
  /** null: no RTCP report yet. */
  readonly rttMs: number | null;
  /** Mean time a packet waits in the jitter buffer. */
  readonly bufferMs: number;
  /** Of what we send, as the other side reports it; null: no report yet. */
  readonly lossThereRatio: number | null;
  readonly codec: string | null;
  readonly path: CandidatePath | null;
}

/** One way, while nothing is known of it. */
const usualOneWayMs = 20;

const asRatio = (value: number): number => Math.min(1, Math.max(0, value));

export function assessQuality({ packetsReceived, packetsLost, jitterMs, rttMs, bufferMs, lossThereRatio, codec, path }: StreamSample): CallQuality {
  const expected = packetsReceived + packetsLost;
  const lossRatio = expected > 0 ? asRatio(packetsLost / expected) : 0;
  const oneWayMs = rttMs === null ? usualOneWayMs : rttMs / 2;
  const mos = meanOpinionScore(ratingFactor({ networkMs: oneWayMs + Math.max(bufferMs, jitterMs), lossRatio, codec }));
  return {
    mos: Math.round(mos * 100) / 100,
    jitterMs,
    lossRatio,
    lossThereRatio: lossThereRatio === null ? null : asRatio(lossThereRatio),
    rttMs,
    codec,
    path,
  };
}
