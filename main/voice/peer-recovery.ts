import type { PeerId } from '../../contract/model/ids.ts';
import type { Clock, Logger } from '../ports.ts';
import type { MediaRequests } from './media-requests.ts';
import type { PeerView } from './peer-view.ts';

/** Brings a live call over the death of its media page, or ends it: never a ghost call (voice.md, rule 4). */
export interface PeerRecovery {
  lose(): void;
  revive(): void;
  /** After each change of state: is media back, that is, are ICE and DTLS both connected? */
  observe(): void;
  /** The answer to an offer of the dead page has arrived. */
  answered(): void;
}

const askAgainMs = 400;

export interface PeerRecoveryDeps {
  readonly peerId: PeerId;
  readonly view: PeerView;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly requests: MediaRequests;
  readonly recoveryLimitMs: number;
  /** Makes the peer in the page. */
  readonly begin: () => void;
  readonly onRenegotiationNeeded: () => void;
  readonly onRecovered: () => void;
  readonly onGivenUp: () => void;
}

export function createPeerRecovery(deps: PeerRecoveryDeps): PeerRecovery {
  const { peerId, view, clock, logger, requests } = deps;
  let limit: Disposable | null = null;
  let isRecovering = false;

  const isClosed = () => view.shown.signalingState === 'closed';
  /** The other side has not answered the dead page's offer yet; it may ring for a minute. */
  const isAwaitingAnswer = () => view.isInherited && view.shown.signalingState === 'have-local-offer';

  function limitRecovery(): void {
    limit?.[Symbol.dispose]();
    limit = clock.after(deps.recoveryLimitMs, () => {
      limit = null;
      if (isClosed()) return;
      logger.warn('media-not-recovered', { peerId });
      isRecovering = false;
      deps.onGivenUp();
      view.show({ iceConnectionState: 'failed', connectionState: 'failed' });
      view.dispatch({ type: 'iceconnectionstatechange' });
    });
  }
  function unlimit(): void {
    limit?.[Symbol.dispose]();
    limit = null;
  }
  /** Again until an offer is under way: the session may be in the middle of another one, or not confirmed yet. */
  function ask(): void {
    if (!isRecovering || isClosed() || !view.isInherited || view.shown.signalingState !== 'stable' || !requests.connection) return;
    clock.after(askAgainMs, ask);
    deps.onRenegotiationNeeded();
  }

  return {
    lose() {
      if (isClosed()) return;
      isRecovering = true;
      view.orphan();
      limitRecovery();
      view.dispatch({ type: 'iceconnectionstatechange' });
    },
    revive() {
      if (isClosed()) return;
      deps.begin();
      const { signalingState, remoteDescription } = view.shown;
      if (isAwaitingAnswer()) return unlimit();
      if (signalingState === 'have-remote-offer' && remoteDescription) {
        requests.post('peer.set-remote-description', { peerId, description: remoteDescription });
        return;
      }
      ask();
    },
    observe() {
      if (!isRecovering || view.isInherited || view.shown.connectionState !== 'connected') return;
      isRecovering = false;
      unlimit();
      deps.onRecovered();
    },
    answered() {
      if (!isRecovering || !view.isInherited || view.shown.signalingState !== 'stable') return;
      limitRecovery();
      ask();
    },
  };
}
