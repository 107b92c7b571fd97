import type { Clock } from '../ports.ts';
import type { WireFilter } from './practice-socket.ts';

/**
 * Somebody who can be heard before answering. JsSIP as callee knows no early media: its 200 goes out as 183 with the same description (RFC 3960 §3), and itself
 * a little later; at once where the caller gives up, who then ends the call with BYE (RFC 3261 §9.1).
 */
export function createEarlyMedia({ clock, forMs }: { clock: Clock; forMs: number }): WireFilter {
  const held = new Map<string, { readonly release: () => void }>();
  const answered = new Set<string>();

  return {
    sending(message, send) {
      const callId = callIdOf(message);
      const isAnswer = message.startsWith('SIP/2.0 200 ') && /^CSeq:\s*\d+ INVITE/im.test(message);
      if (!isAnswer || answered.has(callId)) return send(message);
      // JsSIP repeats its answer until the ACK comes.
      if (held.has(callId)) return;
      const release = () => {
        timer[Symbol.dispose]();
        held.delete(callId);
        answered.add(callId);
        send(message);
      };
      const timer = clock.after(forMs, release);
      held.set(callId, { release });
      send(message.replace(/^SIP\/2\.0 200 [^\r\n]*/, 'SIP/2.0 183 Session Progress'));
    },
    receiving(message) {
      const callId = callIdOf(message);
      if (message.startsWith('CANCEL ')) held.get(callId)?.release();
      else if (message.startsWith('BYE ')) answered.delete(callId);
    },
  };
}

const callIdOf = (message: string): string => /^Call-ID:\s*(\S+)/im.exec(message)?.[1] ?? '';
