import type { PeerConfiguration } from '../../contract/media.ts';
import { preferCodecs, usualCodecs } from './codecs.ts';

/** A connection that has set its offer already, its candidates included. `sender` waits for a track. */
export interface OfferedConnection {
  readonly connection: RTCPeerConnection;
  readonly sender: RTCRtpSender | null;
}

/**
 * Connections that wait for the next call with their certificate made and their candidates gathered: a call out has its offer in 1 ms, a call in its answer in 4 ms,
 * instead of 130 ms. One of each at most, for the configuration used last; none where they would hold a TURN allocation.
 */
export interface SpareConnections extends Disposable {
  /** `sender` is null where nothing is offered yet. */
  takeForCaller(configuration: PeerConfiguration): OfferedConnection;
  takeForCallee(configuration: PeerConfiguration): RTCPeerConnection;
  /** The interfaces have changed: what was gathered is out of date. */
  discard(): void;
}

/** Later than the setting-up of the call that took the spare. */
const prepareAfterMs = 1_500;
/** NAT bindings and addresses do not stay for ever. */
const freshForMs = 5 * 60_000;

interface Spares {
  readonly key: string;
  caller: OfferedConnection | null;
  callee: RTCPeerConnection | null;
}

export function createSpareConnections(): SpareConnections {
  let spares: Spares | null = null;
  let configuration: PeerConfiguration = { iceServers: [] };
  let timer = 0;

  function close(): void {
    spares?.caller?.connection.close();
    spares?.callee?.close();
    spares = null;
  }
  function prepareAfter(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(prepare, ms);
  }
  function prepare(): void {
    close();
    if (configuration.iceServers.some(({ urls }) => /^turns?:/i.test(urls))) return;
    spares = { key: JSON.stringify(configuration), caller: offer(configuration), callee: open(configuration, 1) };
    prepareAfter(freshForMs);
  }
  function fitting(wanted: PeerConfiguration): Spares | null {
    configuration = wanted;
    prepareAfter(prepareAfterMs);
    return spares?.key === JSON.stringify(wanted) ? spares : null;
  }

  prepareAfter(0);
  return {
    takeForCaller(wanted) {
      const found = fitting(wanted);
      const taken = found?.caller;
      // Until a silent STUN server is given up, the few candidates known would be all there are.
      if (!found || !taken || taken.connection.iceGatheringState !== 'complete') return { connection: open(wanted, 0), sender: null };
      found.caller = null;
      return taken;
    },
    takeForCallee(wanted) {
      const found = fitting(wanted);
      const taken = found?.callee;
      if (!found || !taken) return open(wanted, 0);
      found.callee = null;
      return taken;
    },
    discard() {
      close();
      prepareAfter(prepareAfterMs);
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      close();
    },
  };
}

function open(configuration: PeerConfiguration, iceCandidatePoolSize: number): RTCPeerConnection {
  return new RTCPeerConnection({ ...configuration, iceCandidatePoolSize } as RTCConfiguration);
}

function offer(configuration: PeerConfiguration): OfferedConnection {
  const connection = open(configuration, 0);
  const { sender } = connection.addTransceiver('audio', { direction: 'sendrecv', streams: [new MediaStream()] });
  preferCodecs(connection, usualCodecs);
  // Where this fails, gathering never completes and the call makes its own.
  void connection.setLocalDescription().catch(() => connection.close());
  return { connection, sender };
}
