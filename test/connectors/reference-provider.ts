import type { InboundEvent, InboundMessage } from '../../main/channel.ts';

interface Kept {
  readonly id: number;
  readonly subject: string;
  readonly at: number;
  folder: string;
  isUnread: boolean;
}

type Change = { readonly seq: number; readonly event: InboundEvent };

/** A provider in memory: numbered messages, and a numbered list of everything that happened to them. */
export interface ReferenceProvider {
  epoch: number;
  readonly seq: number;
  put(subject: string): void;
  markRead(subject: string): void;
  remove(subject: string): void;
  move(subject: string): void;
  /** The `count` newest with a number below; newest first. */
  before(id: number, count: number): { readonly id: number; readonly event: InboundEvent }[];
  /** The newest `count` changes after a number: what happened to it since, oldest first; null where there are more. */
  since(seq: number): readonly Change[];
  readonly watchers: Set<() => void>;
}

export function createReferenceProvider(): ReferenceProvider {
  const kept: Kept[] = [];
  const changes: Change[] = [];
  const watchers = new Set<() => void>();
  let lastId = 0;
  let seq = 0;
  const began = Date.now() - 1_000_000;

  const provider: ReferenceProvider = {
    epoch: 1,
    get seq() {
      return seq;
    },
    watchers,
    put(subject) {
      lastId += 1;
      const message: Kept = { id: lastId, subject, at: began + lastId * 1_000, folder: 'inbox', isUnread: true };
      kept.push(message);
      note(arrival(message));
    },
    markRead(subject) {
      const message = find(subject);
      message.isUnread = false;
      note({ type: 'read', place: placeOf(message), isUnread: false });
    },
    remove(subject) {
      const message = find(subject);
      kept.splice(kept.indexOf(message), 1);
      note({ type: 'gone', place: placeOf(message) });
    },
    move(subject) {
      const message = find(subject);
      note({ type: 'gone', place: placeOf(message) });
      message.folder = 'archive';
      note(arrival(message));
    },
    before: (id, count) =>
      kept
        .filter((message) => message.id < id)
        .slice(-count)
        .toReversed()
        .map((message) => ({ id: message.id, event: arrival(message) })),
    since: (after) => changes.filter((change) => change.seq > after),
  };

  function note(event: InboundEvent): void {
    seq += 1;
    changes.push({ seq, event });
    for (const watcher of watchers) watcher();
  }
  function find(subject: string): Kept {
    const message = kept.find((each) => each.subject === subject);
    if (!message) throw new Error(`no message ${subject}`);
    return message;
  }
  const placeOf = ({ folder, id }: Kept): string => `${provider.epoch}/${folder}/${id}`;
  const arrival = (message: Kept): InboundEvent => ({ type: 'message', place: placeOf(message), message: toMessage(message) });
  return provider;
}

function toMessage({ id, subject, at, isUnread }: Kept): InboundMessage {
  return {
    externalId: `m${id}`,
    channel: 'social',
    direction: 'in',
    at,
    subject,
    text: subject,
    html: null,
    from: { name: 'Maren Schulte', address: '@maren' },
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    messageId: null,
    inReplyTo: null,
    references: [],
    mark: null,
    attachments: [],
    sizeBytes: 10,
    isUnread,
    report: null,
  };
}
