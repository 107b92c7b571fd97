import type { PeerStats } from '../../contract/media.ts';
import type { CandidatePath } from '../../contract/model/call-quality.ts';
import { readPath, selectedPair, type StatsEntry } from './candidate-path.ts';
import type { StreamSample } from './quality.ts';

/** Counters since the beginning of a connection, as getStats gives them. */
export interface PeerCounters extends PeerStats {
  readonly jitterMs: number;
  readonly rttMs: number | null;
  readonly bufferedMs: number;
  readonly bufferedSamples: number;
  /** Of the time since the other side's report before the last. */
  readonly lossThereRatio: number | null;
  readonly path: CandidatePath | null;
}

/** Reads what counts out of an RTCStatsReport (W3C webrtc-stats). */
export function readCounters(report: Iterable<readonly [string, StatsEntry]>): PeerCounters {
  const entries = new Map(report);
  const ofType = (type: string) => [...entries.values()].find((entry) => entry['type'] === type && (entry['kind'] ?? 'audio') === 'audio');
  const count = (entry: StatsEntry | undefined, name: string) => (typeof entry?.[name] === 'number' ? entry[name] : 0);
  const received = ofType('inbound-rtp');
  const sent = ofType('outbound-rtp');
  const reported = ofType('remote-inbound-rtp');
  const rtt = reported?.['roundTripTime'] ?? selectedPair(entries)?.['currentRoundTripTime'];
  const lossThere = reported?.['fractionLost'];
  const codec = entries.get(String(received?.['codecId'] ?? sent?.['codecId'] ?? ''))?.['mimeType'];
  return {
    packetsSent: count(sent, 'packetsSent'),
    packetsReceived: count(received, 'packetsReceived'),
    packetsLost: count(received, 'packetsLost'),
    codec: typeof codec === 'string' ? codec.replace(/^audio\//i, '') : null,
    jitterMs: count(received, 'jitter') * 1000,
    rttMs: typeof rtt === 'number' ? rtt * 1000 : null,
    bufferedMs: count(received, 'jitterBufferDelay') * 1000,
    bufferedSamples: count(received, 'jitterBufferEmittedCount'),
    lossThereRatio: typeof lossThere === 'number' ? lossThere : null,
    path: readPath(entries),
  };
}

/** What happened between two readings. */
export function sampleBetween(before: PeerCounters, now: PeerCounters): StreamSample {
  const samples = now.bufferedSamples - before.bufferedSamples;
  return {
    packetsReceived: Math.max(0, now.packetsReceived - before.packetsReceived),
    packetsLost: Math.max(0, now.packetsLost - before.packetsLost),
    jitterMs: now.jitterMs,
    rttMs: now.rttMs,
    bufferMs: samples > 0 ? Math.max(0, now.bufferedMs - before.bufferedMs) / samples : 0,
    lossThereRatio: now.lossThereRatio,
    codec: now.codec,
    path: now.path,
  };
}

export function toPeerStats({ packetsSent, packetsReceived, packetsLost, codec }: PeerCounters): PeerStats {
  return { packetsSent, packetsReceived, packetsLost, codec };
}
