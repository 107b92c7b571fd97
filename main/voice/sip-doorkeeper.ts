import type { Listenable } from '../lib/emitter.ts';
import type { Clock, Logger } from '../ports.ts';
import { glimpseFrom, isAckOfUnread, refuseUnread } from './flood-refusal.ts';
import { createInviteGate } from './invite-gate.ts';
import { readAddress } from './sip-field-syntax.ts';
import { readSipHead, type SipHead } from './sip-head.ts';
import { writeRefusal } from './sip-reply.ts';
import type { SipDoor } from './sip-socket.ts';
import type { VoiceAccount } from './voice-accounts.ts';

/** What a well-formed request must be to reach JsSIP: for us, not one of a flood, and of a dialog where it makes no sense without. */
export interface SipDoorkeeper extends SipDoor {
  /** Calls come faster than anybody makes them; said once for each flood. */
  readonly flooded: Listenable<void>;
}

export interface SipDoorkeeperDeps {
  readonly account: Pick<VoiceAccount, 'id' | 'user' | 'domain'>;
  /** Of the connection. */
  readonly serverHost: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

/** Of these, JsSIP would accept or misname what belongs to no dialog (RFC 3261 §12.2.2, RFC 6665 §4.1.3). */
const inDialogOnly = new Set(['INFO', 'UPDATE', 'NOTIFY']);
/** Servers report these without being asked (RFC 3842 §3.3). */
const unasked = /^(message-summary|keep-alive|check-sync)\b/i;

export function createSipDoorkeeper({ account, serverHost, clock, logger }: SipDoorkeeperDeps): SipDoorkeeper {
  const gate = createInviteGate(clock);
  gate.flooded.on(() => logger.warn('invite-flood', { accountId: account.id }));
  const hosts = new Set([account.domain.replace(/:\d+$/, ''), serverHost].map((host) => host.toLowerCase()));

  /** The user of a contact is a word of chance that JsSIP compares; that of the address of record is known to the world. */
  function isForUs(uri: string): boolean {
    const [, user, host = ''] = /^sips?:([^@;?]*)@(\[[^\]]*\]|[^:;?]*)/i.exec(uri) ?? [];
    if (user?.split(':')[0] !== account.user) return true;
    return isAddress(host) || host.toLowerCase().endsWith('.invalid') || hosts.has(host.toLowerCase());
  }

  function judge(
    { method, uri, source }: { method: string; uri: string; source: string },
    head: SipHead,
  ): { readonly status: number; readonly why: string } | null {
    if (!isForUs(uri)) return { status: 404, why: 'Request-URI' };
    if (inDialogOnly.has(method) && !(method === 'NOTIFY' && unasked.test(head.values('event')[0] ?? ''))) return { status: 481, why: 'no dialog' };
    if (method !== 'INVITE') return null;
    return gate.admits(source) ? null : { status: 486, why: 'flood' };
  }

  return {
    flooded: gate.flooded,
    turnAway(message) {
      if (isAckOfUnread(message)) return { answer: null };
      if (!message.startsWith('INVITE ') || !gate.isShut(glimpseFrom(message))) return null;
      const answer = refuseUnread(message);
      return answer === null ? null : { answer };
    },
    screen(message) {
      const [, method = '', uri = ''] = /^([A-Z]+) (\S+) SIP\/2\.0\r\n/.exec(message) ?? [];
      // Responses; and what ends something is asked of nobody else.
      if (method === '' || method === 'ACK' || method === 'CANCEL') return null;
      const head = readSipHead(message);
      if (readAddress(head.values('to')[0] ?? '')?.hasTag) return null;
      const refusal = judge({ method, uri, source: glimpseFrom(message) }, head);
      return refusal === null ? null : writeRefusal(head, refusal);
    },
  };
}

/** Addresses of machines: servers behind others write whichever of theirs they know. */
function isAddress(host: string): boolean {
  return host.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
