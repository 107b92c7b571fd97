import type { PeerSnapshot } from '../../contract/media.ts';
import type { Clock } from '../ports.ts';

/**
 * When a description has candidates enough to be sent. JsSIP would wait for the END of gathering: 110 ms for TCP candidates nobody uses, 40 s for a silent STUN
 * server (voice.md, rule 9). A missing candidate does no harm: the peer learns it from our checks (RFC 8445 §7.3.1.3).
 */
export interface CandidateGathering {
  /** A description with new ICE credentials: candidates are gathered anew. */
  restart(): void;
  /** The page's own state, and whether its description names candidates. */
  changed(state: PeerSnapshot['iceGatheringState'], hasCandidates: boolean): void;
  candidateFound(candidate: string | null): void;
  /** Gathering is over, or cannot go on. */
  finish(): void;
  readonly isDone: boolean;
}

const quietMs = 4;
const settledMs = 20;
const graceMs = 300;
const noCandidateMs = 2_000;

export interface CandidateGatheringDeps {
  readonly clock: Clock;
  /** URLs of the account's STUN and TURN servers (RFC 7064, RFC 7065). */
  readonly serverUrls: readonly string[];
  readonly onDone: () => void;
}

export function createCandidateGathering({ clock, serverUrls, onDone }: CandidateGatheringDeps): CandidateGathering {
  const awaited = serverUrls.some((url) => /^turns?:/i.test(url)) ? 'relay' : 'srflx';
  let isDone = false;
  let hasCandidate = false;
  let pageState: PeerSnapshot['iceGatheringState'] = 'new';
  /** `complete` may still speak of the candidates before an ICE restart. */
  let isEndDoubtful = false;
  let timer: Disposable | null = null;

  function wait(ms: number): void {
    timer?.[Symbol.dispose]();
    timer = clock.after(ms, finish);
  }
  function finish(): void {
    timer?.[Symbol.dispose]();
    timer = null;
    if (isDone) return;
    isDone = true;
    onDone();
  }

  return {
    restart() {
      isDone = false;
      hasCandidate = false;
      isEndDoubtful = pageState === 'complete';
      wait(noCandidateMs);
    },
    changed(state, hasCandidates) {
      pageState = state;
      isEndDoubtful &&= state === 'complete';
      if (state === 'complete' && !isEndDoubtful && hasCandidates) finish();
    },
    candidateFound(candidate) {
      // None at all: the network changes just now, and Chromium finds one as soon as it knows of the other network.
      if (candidate === null || candidate === '') return hasCandidate ? finish() : undefined;
      if (isDone || !/^candidate:\S+ \d+ udp /i.test(candidate)) return;
      if (serverUrls.length === 0) wait(quietMs);
      else if (candidate.includes(` typ ${awaited}`)) wait(settledMs);
      else if (!hasCandidate) wait(graceMs);
      hasCandidate = true;
    },
    finish,
    get isDone() {
      return isDone;
    },
  };
}
