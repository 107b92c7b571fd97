import type { PeerStats } from '../../contract/media.ts';
import type { CallQuality, QualityReport } from '../../contract/model/call-quality.ts';
import type { CallId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import type { CallJournal } from './call-journal.ts';
import type { CallSession } from './call-session.ts';
import type { MediaLink } from './media-link.ts';
import { createQualityRecord, type QualityRecord } from './quality-record.ts';
import { createQualityWatch, type QualityWatch } from './quality-watch.ts';
import type { VoiceCalls } from './voice-calls.ts';

/** What the calls that are up sound like: shown with them, and written down. */
export interface QualityLog extends Disposable {
  /** null: no such call is up, or nothing was measured yet. */
  report(callId: CallId): QualityReport | null;
}

export interface QualityLogDeps {
  readonly media: Pick<MediaLink, 'qualityMeasured'>;
  readonly calls: Pick<VoiceCalls, 'ofPeer' | 'changed'>;
  readonly journal: Pick<CallJournal, 'saveQuality'>;
  readonly clock: Clock;
}

/** A program that is killed in mid-call loses no more than this of it. */
const saveEveryMs = 60_000;

interface Kept {
  readonly record: QualityRecord;
  readonly watch: QualityWatch;
  received: number;
  savedAt: number;
}

export function createQualityLog({ media, calls, journal, clock }: QualityLogDeps): QualityLog {
  const kept = new Map<CallId, Kept>();

  function save(callId: CallId, { record }: Kept): void {
    const report = record.report();
    if (report) journal.saveQuality(callId, report);
  }

  function measured(call: CallSession, quality: CallQuality, stats: PeerStats): void {
    const { answeredAt, isHeldHere, isHeldThere, state } = call.describe(false);
    // A held call is silent by intention: it says nothing of the network.
    if (answeredAt === null || isHeldHere || isHeldThere || state !== 'connected') return;
    const { callId } = call.record;
    const one = kept.get(callId) ?? { record: createQualityRecord(), watch: createQualityWatch(), received: 0, savedAt: clock.now() };
    kept.set(callId, one);
    const isSilent = stats.packetsReceived === one.received;
    one.received = stats.packetsReceived;
    const heard = isSilent ? { ...quality, mos: 1 } : quality;
    const trouble = one.watch.take({ ...heard, isSilent });
    one.record.add({ atMs: Math.max(0, clock.now() - answeredAt), quality: heard, trouble });
    call.measured(heard, trouble);
    if (clock.now() - one.savedAt < saveEveryMs) return;
    one.savedAt = clock.now();
    save(callId, one);
  }

  const off = [
    media.qualityMeasured.on(({ peerId, quality, stats }) => {
      const call = calls.ofPeer(peerId);
      if (call) measured(call, quality, stats);
    }),
    calls.changed.on((list) => {
      for (const [callId, one] of kept) {
        if (list.some((call) => call.callId === callId)) continue;
        kept.delete(callId);
        save(callId, one);
      }
    }),
  ];
  return {
    report: (callId) => kept.get(callId)?.record.report() ?? null,
    [Symbol.dispose]() {
      for (const end of off) end();
      for (const [callId, one] of kept) save(callId, one);
      kept.clear();
    },
  };
}
