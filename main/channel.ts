import type { Failure } from '../contract/model/failure.ts';
import type { Attachment, MailParty, MessageMark } from '../contract/model/message.ts';

// The words between connectors and the core.

export type InboundAttachment = Attachment & { readonly part: string; readonly contentId: string | null };

/** A message as its provider has it. `at` is epoch milliseconds; texts are plain, `html` is as it came: nothing of it is safe. */
export interface InboundMessage {
  /** The same for the same message, wherever the provider keeps it and however often it is fetched; unique per account. */
  readonly externalId: string;
  readonly channel: 'email' | 'sms' | 'social' | 'chat';
  readonly direction: 'in' | 'out';
  readonly at: number;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly from: MailParty | null;
  readonly to: readonly MailParty[];
  readonly cc: readonly MailParty[];
  readonly bcc: readonly MailParty[];
  readonly replyTo: readonly MailParty[];
  /** RFC 5322 §3.6.4, without angle brackets; newest reference last. */
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly mark: MessageMark | null;
  /** `part` and `contentId` are the provider's: with them an attachment is fetched, and found inside the text. */
  readonly attachments: readonly InboundAttachment[];
  readonly sizeBytes: number;
  readonly isUnread: boolean;
  /** Where it is a machine's report on a message of ours. */
  readonly report: DeliveryReport | null;
}

/** What became of a message of ours at the other end (RFC 3464, RFC 8098), as a machine there tells it. */
export interface DeliveryReport {
  /** `delayed`: still being tried there. */
  readonly outcome: 'failed' | 'delayed' | 'delivered';
  readonly messageId: string | null;
  readonly status: string | null;
  readonly said: string | null;
}

/** What happened at the provider. A `place` is where it keeps a message, in the connector's own words. */
export type InboundEvent =
  | { readonly type: 'message'; readonly place: string; readonly message: InboundMessage }
  | { readonly type: 'read'; readonly place: string; readonly isUnread: boolean }
  | { readonly type: 'gone'; readonly place: string }
  /** Everything beneath this beginning is void: it will be brought again. */
  | { readonly type: 'void'; readonly under: string };

/** What we prove with who we are; `none`: nothing is known that would do, and why. */
export type Credential =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'token'; readonly accessToken: string }
  | { readonly kind: 'none'; readonly failure: Failure; readonly isAuth: boolean };

/** Asked with every connection, so that what was corrected or renewed works at once. */
export interface Login {
  read(): Promise<Credential>;
  /** The provider refused this token before its time: another one, once. */
  renew(refused: string): Promise<Credential>;
}

/** How a message is to be marked where the provider keeps it. */
export interface OutboundMark {
  readonly place: string;
  readonly mark: 'seen' | 'answered';
  readonly isSet: boolean;
}

/** A message of ours that is to go out. `clientKey` was fixed before the first try (a Message-ID, an idempotency key). */
export interface OutboxItem {
  readonly clientKey: string;
  readonly at: number;
  readonly from: MailParty;
  readonly to: readonly MailParty[];
  readonly cc: readonly MailParty[];
  readonly bcc: readonly MailParty[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly attachments: readonly OutgoingAttachment[];
  /** Whoever takes it in at the end is asked to say so. */
  readonly isReceiptAsked?: boolean;
}

export interface OutgoingAttachment {
  readonly name: string;
  readonly mediaType: string;
  /** A file of ours, which nobody changes any more. */
  readonly path: string;
  /** Of a picture inside the HTML. */
  readonly contentId: string | null;
  readonly sizeBytes: number;
}

/**
 * `accepted`: the provider has it; with a failure where it would not have it for some of the recipients. `refused`: it never will. `later`: not now; `scope` says whether that is this message's or the account's trouble. `auth`: the
 * provider does not believe us. `unknown`: it may have gone out or not.
 */
export type SendResult =
  | { readonly outcome: 'accepted'; readonly failure: Failure | null }
  | { readonly outcome: 'refused'; readonly failure: Failure }
  | { readonly outcome: 'later'; readonly failure: Failure; readonly afterMs: number | null; readonly scope: 'item' | 'account' }
  | { readonly outcome: 'auth'; readonly failure: Failure }
  | { readonly outcome: 'unknown'; readonly failure: Failure };
