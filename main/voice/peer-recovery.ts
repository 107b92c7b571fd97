import { ContractError } from '../../contract/errors.ts';
import type { PeerId } from '../../contract/model/ids.ts';
import type { Clock, Logger } from '../ports.ts';
import type { MediaRequests } from './media-requests.ts';
import type { PeerView } from './peer-view.ts';

/** Brings a live call over the death of its media page, or ends it: never a ghost call (voice.md, rule 4). */
export interface PeerRecovery {
  readonly isRecovering: boolean;
  /** Settles when the peer stands in a new page; rejects when none has come in time. */
  revived(): Promise<void>;
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
  let isLost = false;
  const waiting: { readonly resolve: () => void; readonly reject: (error: ContractError) => void }[] = [];

  const isClosed = () => view.shown.signalingState === 'closed';
  /** The other side has not answered the dead page's offer yet; it may ring for a minute. */
  const isAwaitingAnswer = () => view.isInherited && view.shown.signalingState === 'have-local-offer';

  function limitRecovery(): void {
    limit?.[Symbol.dispose]();
    limit = clock.after(deps.recoveryLimitMs, () => {
      limit = null;
      for (const { reject } of waiting.splice(0)) reject(new ContractError('unavailable', { failure: { reason: 'media-page-lost' } }));
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
    get isRecovering() {
      return isRecovering;
    },
    revived: () => (isLost ? new Promise((resolve, reject) => void waiting.push({ resolve, reject })) : Promise.resolve()),
    lose() {
      if (isClosed()) return;
      isRecovering = true;
      isLost = true;
      view.orphan();
      limitRecovery();
      view.dispatch({ type: 'iceconnectionstatechange' });
    },
    revive() {
      if (isClosed()) return;
      deps.begin();
      isLost = false;
      for (const { resolve } of waiting.splice(0)) resolve();
      const { signalingState, remoteDescription } = view.shown;
      if (isAwaitingAnswer()) return unlimit();
      if (!view.isInherited && signalingState === 'stable') {
        // Nothing was negotiated yet: what is begun now is a call like any other.
        isRecovering = false;
        return unlimit();
      }
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
