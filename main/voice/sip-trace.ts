import type { Clock } from '../ports.ts';
import { redactSipMessage } from './sip-redaction.ts';

export interface TracedMessage {
  readonly direction: 'in' | 'out';
  /** `host:port` of the server. */
  readonly server: string;
  readonly message: string;
}

/** The last SIP messages, but for what comes too fast, for whoever has to find out why a call failed. Nothing secret is kept: messages are redacted before they are. */
export interface SipTrace {
  record(message: TracedMessage): void;
  /** In the order they came, as one text. */
  read(): string;
}

const mostMessages = 1_000;
const mostCharacters = 1_000_000;
/** Redacting takes time: not so much of it is spent on a flood, or on what is made to take long, that a call would suffer. */
const mostPerSecond = 50;
const mostCharactersPerSecond = 100_000;
const longestMessage = 20_000;

export function createSipTrace(clock: Pick<Clock, 'now'>): SipTrace {
  let kept: string[] = [];
  let characters = 0;
  let second = 0;
  let messagesOfSecond = 0;
  let charactersOfSecond = 0;

  function isFlooded(at: number, length: number): boolean {
    if (Math.floor(at / 1_000) !== second) {
      second = Math.floor(at / 1_000);
      messagesOfSecond = 0;
      charactersOfSecond = 0;
    }
    messagesOfSecond += 1;
    charactersOfSecond += length;
    return messagesOfSecond > mostPerSecond || charactersOfSecond > mostCharactersPerSecond;
  }

  return {
    record({ direction, server, message }) {
      // Keep-alives (RFC 5626 §3.5.1).
      if (message.trim() === '') return;
      const way = direction === 'in' ? 'from' : 'to';
      const at = clock.now();
      if (isFlooded(at, message.length)) return;
      const shown = message.length > longestMessage ? `<message of ${message.length} characters left out>` : redactSipMessage(message);
      const entry = `${new Date(at).toISOString()} ${way} ${server}\r\n${shown}`;
      kept.push(entry);
      characters += entry.length;
      if (kept.length <= mostMessages && characters <= mostCharacters) return;
      // A quarter at once: not one by one with every message of a flood.
      const dropped = kept.slice(0, Math.ceil(kept.length / 4));
      kept = kept.slice(dropped.length);
      characters -= dropped.reduce((sum, one) => sum + one.length, 0);
    },
    read: () => kept.join('\r\n\r\n'),
  };
}
