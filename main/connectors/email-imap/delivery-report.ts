import type { DeliveryReport } from '../../channel.ts';

interface ReportPart {
  readonly contentType: string;
  readonly content: Buffer;
}

/** What a delivery status notification (RFC 3464) or a receipt (RFC 8098) says; null for what is none, or says nothing of interest. */
export function readReport(parts: readonly ReportPart[]): DeliveryReport | null {
  const content = (wanted: RegExp): string =>
    parts
      .find(({ contentType }) => wanted.test(contentType))
      ?.content.toString('utf8')
      .slice(0, 50_000) ?? '';
  const original = /^message-id:\s*(<[^>\s]+>)/im.exec(content(/^(message\/rfc822|text\/rfc822-headers|message\/rfc822-headers)$/))?.[1];
  // Not every server calls the whole a multipart/report.
  const status = content(/^message\/delivery-status$/);
  return status === '' ? readReceipt(content(/^message\/disposition-notification$/), original) : readStatus(status, original);
}

const outcomes = ['failed', 'delayed', 'delivered'] as const;

/** One block for the message, one for each recipient: the worst of them counts. */
function readStatus(status: string, original: string | undefined): DeliveryReport | null {
  const blocks = status.split(/\r?\n\s*\r?\n/);
  const actionOf = (block: string): string => /^action:\s*(\w+)/im.exec(block)?.[1]?.toLowerCase() ?? '';
  const hasAction = blocks.some((block) => actionOf(block) !== '');
  // A status without an action is how some say no.
  const outcome = hasAction ? outcomes.find((each) => blocks.some((block) => actionOf(block) === each)) : 'failed';
  if (!outcome) return null;
  const block = hasAction ? (blocks.find((each) => actionOf(each) === outcome) ?? '') : status;
  return {
    outcome,
    messageId: idOf(original) ?? envelopeId(status),
    status: /^status:\s*(\d\.\d{1,3}\.\d{1,3})/im.exec(block)?.[1] ?? null,
    said: /^diagnostic-code:\s*(?:[\w-]+;\s*)?(.+)/im.exec(block)?.[1]?.trim().slice(0, 200) ?? null,
  };
}

/** What we gave the server as the envelope's name is the Message-ID (RFC 3461 §4.4): a report without the original's head still names it. */
function envelopeId(status: string): string | null {
  const id = /^original-envelope-id:\s*(\S+@\S+)/im.exec(status)?.[1];
  return idOf(id?.replaceAll(/\+([\dA-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))));
}

function readReceipt(notification: string, original: string | undefined): DeliveryReport | null {
  if (!/^disposition:.*;\s*(displayed|processed|dispatched|deleted)/im.test(notification)) return null;
  return {
    outcome: 'delivered',
    messageId: idOf(/^original-message-id:\s*(<[^>\s]+>)/im.exec(notification)?.[1] ?? original),
    status: null,
    said: null,
  };
}

/** Without angle brackets; RFC 5322 allows 998 characters a line, a database key need not. */
export function idOf(id: string | undefined): string | null {
  const bare = id?.trim().replaceAll(/^<|>$/g, '').slice(0, 500);
  return bare ? bare : null;
}
