import { createEmitter } from '../lib/emitter.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { Logger } from '../ports.ts';
import type { ExchangePort, PracticeExchange } from './practice-exchange.ts';
import { openDoor, type SupervisedSocket } from './sip-socket.ts';

/** Sits between a user agent and its wire. */
export interface WireFilter {
  sending(message: string, send: (message: string) => void): void;
  receiving(message: string): void;
}

const unfiltered: WireFilter = { sending: (message, send) => send(message), receiving() {} };

export interface PracticeSocketDeps {
  readonly exchange: PracticeExchange;
  readonly logger: Logger;
  readonly filter?: WireFilter;
}

/** JsSIP's way into the practice exchange: no network. */
export function createPracticeSocket({ exchange, logger, filter = unfiltered }: PracticeSocketDeps): SupervisedSocket {
  let port: ExchangePort | null = null;
  let isOpen = false;

  function receive(message: string): void {
    if (!isOpen) return;
    filter.receiving(message);
    try {
      socket.ondata(message);
    } catch (error) {
      logger.error('sip-message-unreadable', error);
    }
  }
  function close(isLost: boolean): void {
    if (!port) return;
    port[Symbol.dispose]();
    port = null;
    isOpen = false;
    socket.ondisconnect(isLost);
  }

  const socket: SupervisedSocket = {
    via_transport: 'WS',
    url: 'practice:exchange',
    sip_uri: 'sip:practice.invalid;transport=ws',
    failed: createEmitter<Failure>(),
    door: openDoor,
    localAddress: null,
    connect() {
      if (port) return;
      const opened = exchange.plug(receive);
      port = opened;
      queueMicrotask(() => {
        if (port !== opened) return;
        isOpen = true;
        socket.onconnect();
      });
    },
    disconnect: () => close(false),
    send(message) {
      if (!port || !isOpen) return false;
      filter.sending(message, (filtered) => port?.send(filtered));
      return true;
    },
    isConnected: () => isOpen,
    isConnecting: () => port !== null && !isOpen,
    drop: () => close(true),
    hurry() {},
    onconnect: () => undefined,
    ondisconnect: () => undefined,
    ondata: () => undefined,
  };
  return socket;
}
