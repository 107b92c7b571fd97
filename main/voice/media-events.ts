import type { Logger } from '../ports.ts';
import type { MediaLink } from './media-link.ts';
import type { VoiceCalls } from './voice-calls.ts';

/** What the media page reports becomes what the agent sees of the calls. Answers how to stop listening. */
export function wireMedia({ media, calls, logger }: { media: MediaLink; calls: VoiceCalls; logger: Logger }): readonly (() => void)[] {
  return [
    media.peersLost.on((peerIds) => {
      for (const peerId of peerIds) calls.ofPeer(peerId)?.lost('media');
    }),
    media.renegotiationNeeded.on((peerId) => calls.ofPeer(peerId)?.renegotiate()),
    media.peerRecovered.on((peerId) => calls.ofPeer(peerId)?.recovered('media')),
    media.peerGivenUp.on((peerId) => {
      logger.warn('media-not-recovered', { peerId });
      calls.ofPeer(peerId)?.fail({ reason: 'media-page-lost' });
    }),
    media.microphoneLost.on((failure) => {
      for (const call of calls.all()) if (call.isEstablished) call.notice(failure);
    }),
    media.microphoneRestored.on(() => {
      for (const call of calls.all()) call.clearNotice('microphone-lost', 'microphone-missing', 'microphone-denied', 'microphone-busy');
    }),
  ];
}
