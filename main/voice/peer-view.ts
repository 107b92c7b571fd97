import type { PeerSnapshot, SessionDescription } from '../../contract/media.ts';
import type { Clock } from '../ports.ts';
import { createCandidateGathering } from './candidate-gathering.ts';
import { iceUserFragment, keepOrigin, readContinuity, type SdpContinuity } from './sdp-continuity.ts';

export interface PeerEvent {
  readonly type: string;
  readonly candidate?: { readonly candidate: string; readonly sdpMid: string | null; readonly sdpMLineIndex: number | null } | null;
}
export type PeerListener = (event: PeerEvent) => void;

/** What JsSIP sees of a peer: the last snapshot, corrected where the peer in the page is not the first one, and the listeners. */
export interface PeerView {
  readonly shown: PeerSnapshot;
  /** Of the call before its media page died; null while the first peer lives. */
  readonly continuity: SdpContinuity | null;
  /** True from the page's death until the fresh peer has descriptions of its own: those shown belong to the dead one. */
  readonly isInherited: boolean;
  apply(snapshot: PeerSnapshot): void;
  /** Changes what is shown without asking the page. */
  show(change: Partial<PeerSnapshot>): void;
  candidateFound(candidate: PeerEvent['candidate']): void;
  /** While a local description is asked for, nothing may report the end of gathering: JsSIP does not listen yet. */
  withGatheringHeld<T>(ask: () => Promise<T>): Promise<T>;
  /** The page died: what was negotiated stays shown, gathering ends. */
  orphan(): void;
  close(): void;
  listen(type: string, listener: PeerListener): void;
  unlisten(type: string, listener: PeerListener): void;
  dispatch(event: PeerEvent): void;
}

const freshSnapshot: PeerSnapshot = {
  revision: 0,
  signalingState: 'stable',
  iceGatheringState: 'new',
  iceConnectionState: 'new',
  connectionState: 'new',
  localDescription: null,
  remoteDescription: null,
};

export interface PeerViewDeps {
  readonly clock: Clock;
  readonly serverUrls: readonly string[];
  /** A listener is foreign code: what it throws must not stop the rest. */
  readonly onListenerFailed: (error: unknown, type: string) => void;
}

export function createPeerView({ clock, serverUrls, onListenerFailed }: PeerViewDeps): PeerView {
  const { listen, unlisten, dispatch, clear } = createListeners(onListenerFailed);
  let shown: PeerSnapshot = freshSnapshot;
  let revision = -1;
  let continuity: SdpContinuity | null = null;
  let isInherited = false;
  let userFragment: string | null = null;
  let holds = 0;
  let isEndHeld = false;

  const gathering = createCandidateGathering({
    clock,
    serverUrls,
    onDone() {
      if (holds > 0) isEndHeld = true;
      else announceEnd();
    },
  });

  function announceEnd(): void {
    if (!gathering.isDone) return;
    shown = { ...shown, iceGatheringState: 'complete' };
    dispatch({ type: 'icegatheringstatechange' });
    dispatch({ type: 'icecandidate', candidate: null });
  }

  function release(): void {
    isEndHeld = false;
    if (!gathering.isDone) return;
    shown = { ...shown, iceGatheringState: 'complete' };
    // JsSIP reads the state in a microtask of this turn; after an ICE restart it waits for the event instead.
    clock.after(0, announceEnd);
  }

  function continued(description: SessionDescription | null): SessionDescription | null {
    return description && continuity ? { ...description, sdp: keepOrigin(description.sdp, continuity) } : description;
  }

  function apply(snapshot: PeerSnapshot): void {
    if (snapshot.revision <= revision) return;
    revision = snapshot.revision;
    if (isInherited && snapshot.localDescription === null && snapshot.remoteDescription === null) {
      shown = { ...shown, iceConnectionState: snapshot.iceConnectionState, connectionState: snapshot.connectionState };
      return;
    }
    isInherited = false;
    const fragment = snapshot.localDescription && iceUserFragment(snapshot.localDescription.sdp);
    if (fragment && fragment !== userFragment) {
      userFragment = fragment;
      gathering.restart();
    }
    shown = {
      ...snapshot,
      localDescription: continued(snapshot.localDescription),
      // JsSIP must not see `gathering`: with its own early `ready` it would send a description without candidates.
      iceGatheringState: gathering.isDone && holds === 0 ? 'complete' : 'new',
    };
    gathering.changed(snapshot.iceGatheringState, snapshot.localDescription?.sdp.includes('\na=candidate:') ?? false);
  }

  return {
    get shown() {
      return shown;
    },
    get continuity() {
      return continuity;
    },
    get isInherited() {
      return isInherited;
    },
    apply,
    show(change) {
      shown = { ...shown, ...change };
    },
    candidateFound(candidate) {
      if (candidate) dispatch({ type: 'icecandidate', candidate });
      gathering.candidateFound(candidate?.candidate ?? null);
    },
    async withGatheringHeld(ask) {
      holds += 1;
      try {
        return await ask();
      } finally {
        holds -= 1;
        if (holds === 0 && isEndHeld) release();
      }
    },
    orphan() {
      if (shown.localDescription) continuity = readContinuity(shown.localDescription.sdp);
      isInherited = shown.localDescription !== null || shown.remoteDescription !== null;
      revision = -1;
      userFragment = null;
      gathering.finish();
      shown = { ...shown, iceConnectionState: 'disconnected', connectionState: 'disconnected' };
    },
    close() {
      clear();
      gathering.finish();
      shown = { ...shown, signalingState: 'closed', iceConnectionState: 'closed', connectionState: 'closed' };
    },
    listen,
    unlisten,
    dispatch,
  };
}

function createListeners(onFailed: PeerViewDeps['onListenerFailed']): Pick<PeerView, 'listen' | 'unlisten' | 'dispatch'> & { clear(): void } {
  const listeners = new Map<string, Set<PeerListener>>();
  return {
    listen(type, listener) {
      listeners.set(type, (listeners.get(type) ?? new Set()).add(listener));
    },
    unlisten(type, listener) {
      listeners.get(type)?.delete(listener);
    },
    dispatch(event) {
      for (const listener of [...(listeners.get(event.type) ?? [])]) {
        try {
          listener(event);
        } catch (error) {
          onFailed(error, event.type);
        }
      }
    },
    clear() {
      listeners.clear();
    },
  };
}
