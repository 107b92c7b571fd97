import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { conversationIdSchema, type ConversationId } from '../../contract/model/ids.ts';

const macOf = (text: string, secret: string): string => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 20);

/** A Message-ID (RFC 5322 §3.6.4, without angle brackets) that says to us, and to nobody else, which conversation an answer belongs to. */
export function createMessageKey({ conversationId, domain, secret }: { conversationId: ConversationId; domain: string; secret: string }): string {
  const text = `t1.${conversationId.toString(36)}.${randomBytes(9).toString('base64url')}`;
  return `${text}.${macOf(text, secret)}@${domain}`;
}

/** null: not ours, or not unchanged. */
export function readMessageKey(messageId: string, secret: string): ConversationId | null {
  const [, text, id, mac] = /^(t1\.([\da-z]{1,10})\.[\w-]{12})\.([\w-]{20})@/.exec(messageId) ?? [];
  if (text === undefined || id === undefined || mac === undefined) return null;
  if (!timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(text, secret)))) return null;
  return conversationIdSchema.nullable().catch(null).parse(Number.parseInt(id, 36));
}
