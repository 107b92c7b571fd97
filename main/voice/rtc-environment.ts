import type { AudioSource, PeerConfiguration } from '../../contract/media.ts';
import type { LocalAudio, LocalTrack, RemotePeerConnection } from './remote-peer-connection.ts';

/** What JsSIP's bundle gets injected, and the stream to pass as `mediaStream` to `ua.call` and `session.answer`. */
export interface RtcEnvironment {
  readonly RTCPeerConnection: new (configuration?: object | null, constraints?: unknown) => RemotePeerConnection;
  readonly RTCSessionDescription: new (init: { type: string; sdp: string }) => { type: string; sdp: string };
  readonly mediaStream: LocalAudio;
}

export interface NewPeer {
  readonly configuration: PeerConfiguration;
  /** It will offer a new call. */
  readonly isCaller: boolean;
}

export function createRtcEnvironment(source: AudioSource, createPeer: (peer: NewPeer) => RemotePeerConnection): RtcEnvironment {
  // JsSIP calls `new` on both: a function that returns an object serves as constructor.
  function RTCPeerConnection(configuration?: unknown): RemotePeerConnection {
    const isCaller = (configuration as { isCaller?: boolean } | null | undefined)?.isCaller === true;
    return createPeer({ configuration: readConfiguration(configuration), isCaller });
  }
  function RTCSessionDescription(init: { type: string; sdp: string }): { type: string; sdp: string } {
    return { type: init.type, sdp: init.sdp };
  }
  return {
    RTCPeerConnection: RTCPeerConnection as unknown as RtcEnvironment['RTCPeerConnection'],
    RTCSessionDescription: RTCSessionDescription as unknown as RtcEnvironment['RTCSessionDescription'],
    mediaStream: createLocalAudio(source),
  };
}

/** A stream of one track that only names its source; what JsSIP mutes is the sender's own track. */
export function createLocalAudio(source: AudioSource): LocalAudio {
  const track: LocalTrack = { id: `${source}-track`, kind: 'audio', enabled: true, stop() {} };
  return { id: source, getTracks: () => [track], getAudioTracks: () => [track], getVideoTracks: () => [], removeTrack() {} };
}

/** W3C's RTCConfiguration as JsSIP passes it (`urls` one or many) → one entry per URL. */
function readConfiguration(configuration: unknown): PeerConfiguration {
  const { iceServers = [], iceTransportPolicy } = (configuration ?? {}) as {
    iceServers?: readonly { urls: string | readonly string[]; username?: string; credential?: string }[];
    iceTransportPolicy?: 'all' | 'relay';
  };
  const oneByOne: PeerConfiguration['iceServers'] = [];
  for (const { urls, username, credential } of iceServers) {
    const login = { ...(username === undefined ? {} : { username }), ...(credential === undefined ? {} : { credential }) };
    for (const url of [urls].flat()) oneByOne.push(Object.assign({ urls: url }, login));
  }
  return { iceServers: oneByOne, ...(iceTransportPolicy ? { iceTransportPolicy } : {}) };
}
