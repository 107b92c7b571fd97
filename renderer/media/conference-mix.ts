import type { MixMember } from '../../contract/media.ts';
import type { PeerId } from '../../contract/model/ids.ts';
import { resumeWhenAllowed } from './sound-output.ts';

/** Several parties in one conversation: each hears the agent and all the others, and never itself. */
export interface ConferenceMix extends Disposable {
  /** Who is in it. Fewer than two: nobody, each call is for itself again. */
  set(members: readonly MixMember[]): void;
  /** What a peer sends or receives is another track now, or the peer has come or gone. */
  refresh(peerId: PeerId): void;
}

/** A call as the mix sees it. */
export interface MixLeg {
  /** The agent's voice for this call, muted where the agent is; null: not there yet. */
  readonly microphone: MediaStreamTrack | null;
  readonly received: MediaStreamTrack | null;
  /** Sends this in place of the microphone; null: the microphone again. */
  sendMix(track: MediaStreamTrack | null): void;
}

/** Long enough not to click. */
const fadeS = 0.01;

export function createConferenceMix({ find }: { readonly find: (peerId: PeerId) => MixLeg | null }): ConferenceMix {
  const wanted = new Map<PeerId, MixMember>();
  const mixed = new Map<PeerId, MixedLeg>();
  let context: AudioContext | null = null;

  function add(peerId: PeerId, leg: MixLeg): void {
    context ??= openContext();
    const joining = createMixedLeg(context, leg);
    for (const other of mixed.values()) {
      joining.voice.connect(other.out);
      other.voice.connect(joining.out);
    }
    mixed.set(peerId, joining);
    joining.begin();
  }
  function remove(peerId: PeerId, leaving: MixedLeg): void {
    mixed.delete(peerId);
    for (const other of mixed.values()) other.voice.disconnect(leaving.out);
    leaving[Symbol.dispose]();
  }
  function settle(peerId: PeerId): void {
    const member = wanted.get(peerId);
    const leg = member && find(peerId);
    const present = mixed.get(peerId);
    if (!leg?.microphone) {
      if (present) remove(peerId, present);
      return;
    }
    if (!present) add(peerId, leg);
    mixed.get(peerId)?.mute(member?.isMuted === true);
  }
  function set(members: readonly MixMember[]): void {
    wanted.clear();
    if (members.length > 1) for (const member of members) wanted.set(member.peerId, member);
    for (const peerId of new Set([...mixed.keys(), ...wanted.keys()])) settle(peerId);
    if (wanted.size > 0) return;
    void context?.close();
    context = null;
  }

  return {
    set,
    refresh(peerId) {
      settle(peerId);
      mixed.get(peerId)?.plug();
    },
    [Symbol.dispose]: () => set([]),
  };
}

interface MixedLeg extends Disposable {
  /** What this party says, for the others. */
  readonly voice: GainNode;
  /** What this party is to hear. */
  readonly out: MediaStreamAudioDestinationNode;
  begin(): void;
  /** Takes up the tracks as they are now: Chromium's nodes do not outlive a hold, or another microphone. */
  plug(): void;
  mute(isMuted: boolean): void;
}

function createMixedLeg(context: AudioContext, leg: MixLeg): MixedLeg {
  const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  const voice = new GainNode(context);
  let plugs: readonly AudioNode[] = [];

  function unplug(): void {
    for (const node of plugs) node.disconnect();
    plugs = [];
  }
  function plug(): void {
    unplug();
    plugs = [source(context, leg.microphone, out), source(context, leg.received, voice)].filter((node) => node !== null);
  }

  return {
    voice,
    out,
    begin() {
      plug();
      leg.sendMix(out.stream.getAudioTracks()[0] ?? null);
    },
    plug,
    mute(isMuted) {
      voice.gain.setTargetAtTime(isMuted ? 0 : 1, context.currentTime, fadeS);
    },
    [Symbol.dispose]() {
      leg.sendMix(null);
      unplug();
      voice.disconnect();
    },
  };
}

function source(context: AudioContext, track: MediaStreamTrack | null, target: AudioNode): AudioNode | null {
  if (!track) return null;
  const node = context.createMediaStreamSource(new MediaStream([track]));
  node.connect(target);
  return node;
}

/** It plays on no device, so that neither a missing nor a changed loudspeaker stops it. */
function openContext(): AudioContext {
  // `sinkId` is not in TypeScript's DOM library yet (Chromium 110).
  const context = new AudioContext({ latencyHint: 'interactive', sampleRate: 48_000, sinkId: { type: 'none' } } as AudioContextOptions);
  void resumeWhenAllowed(context);
  return context;
}
