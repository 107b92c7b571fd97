import type { InboundMessage, OutboxItem, SendResult } from '../../channel.ts';

/** A mail as the mailbox keeps it. Its numbers are of one count: when it came, and when something happened to it last. */
export interface KeptMail {
  readonly id: number;
  readonly arrival: number;
  readonly change: number;
  readonly isUnread: boolean;
  readonly message: Omit<InboundMessage, 'isUnread'>;
}

/** The provider behind the practice mailbox, which has no server: filled by practice. */
export interface PracticeMailbox {
  /** What is due has arrived. Answers the number of what happened last. */
  look(): number;
  /** The newest of those that came before that number, the newest first. */
  before(arrival: number, most: number): readonly KeptMail[];
  countBefore(arrival: number): number;
  /** To which something happened since that number, in that order. */
  since(change: number, most: number): readonly KeptMail[];
  find(id: number): KeptMail | null;
  /** The bytes of an attachment, by its place in the mail. */
  file(id: number, part: number): Uint8Array | null;
  mark(id: number, isUnread: boolean): void;
  /** Calls `hint` whenever there may be something new. */
  watch(hint: () => void): Disposable;
  /** What will become of a message; nothing of it is taken in yet. */
  judge(item: OutboxItem): SendResult;
  /** Takes in what was judged to be accepted. The same message is taken in once. */
  post(item: OutboxItem, files: readonly Uint8Array[]): void;
  hasSent(clientKey: string): boolean;
}
