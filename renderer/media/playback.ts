import type { PeerId } from '../../contract/model/ids.ts';

/** What the agent hears: one audio element for each peer, in the document so that tests and developers can find it by `data-peer-id`. */
export interface Playback {
  /** Also for a peer that plays already: after a hold Chromium brings a new track (voice.md, rule 12). */
  play(peerId: PeerId, stream: MediaStream, options: { readonly isAudible: boolean }): void;
  end(peerId: PeerId): void;
  choose(speakerId: string | null): void;
}

export function createPlayback(parent: HTMLElement): Playback {
  const elements = new Map<PeerId, HTMLAudioElement>();
  let speakerId: string | null = null;

  function applySpeaker(element: HTMLAudioElement): void {
    // A device that has gone: the system's default one.
    void element.setSinkId(speakerId ?? '').catch(() => element.setSinkId(''));
  }
  function start(element: HTMLAudioElement): void {
    element.play().catch(() => addEventListener('pointerdown', () => void element.play(), { once: true }));
  }

  return {
    play(peerId, stream, { isAudible }) {
      let element = elements.get(peerId);
      if (!element) {
        element = document.createElement('audio');
        element.dataset['peerId'] = peerId;
        element.muted = !isAudible;
        elements.set(peerId, element);
        parent.append(element);
        if (isAudible && speakerId) applySpeaker(element);
      }
      element.srcObject = stream;
      start(element);
    },
    end(peerId) {
      const element = elements.get(peerId);
      if (!element) return;
      elements.delete(peerId);
      element.srcObject = null;
      element.remove();
    },
    choose(wanted) {
      if (wanted === speakerId) return;
      speakerId = wanted;
      for (const element of elements.values()) applySpeaker(element);
    },
  };
}
