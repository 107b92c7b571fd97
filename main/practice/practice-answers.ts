import type { InboundMessage, OutboxItem } from '../channel.ts';
import { practiceDomain, practicePeople, type PracticePerson } from './practice-people.ts';

/** A mail that the practice mailbox gets, now or in a while. */
export interface OnItsWay {
  readonly message: Omit<InboundMessage, 'isUnread'>;
  readonly dueAt: number;
  readonly isUnread: boolean;
  readonly files: readonly Uint8Array[];
}

interface Answering {
  readonly now: number;
  readonly random: () => number;
  readonly language: 'en' | 'de';
}

const soonestMs = 8_000;
const latestMs = 20_000;
const bounceMs = 5_000;

const empty = { channel: 'email', html: null, cc: [], bcc: [], replyTo: [], mark: null, attachments: [], report: null } as const;

/** The provider keeps what was sent. */
export function sentMail(item: OutboxItem, { now, files }: { now: number; files: readonly Uint8Array[] }): OnItsWay {
  const { clientKey, at, from, to, cc, bcc, subject, text, html, inReplyTo, references } = item;
  const attachments = item.attachments.map(({ name, mediaType, contentId, sizeBytes }, index) => {
    return { index, name, mediaType, sizeBytes, isInline: contentId !== null, part: String(index), contentId };
  });
  const sizeBytes = text.length + (html?.length ?? 0) + files.reduce((sum, { length }) => sum + length, 0);
  const message = { ...empty, externalId: clientKey, messageId: clientKey, direction: 'out', at, from, to, cc, bcc, subject, text, html } as const;
  return { message: { ...message, inReplyTo, references, attachments, sizeBytes }, dueAt: now, isUnread: false, files };
}

/** What comes back: an invented customer answers after a while, an address that does not exist bounces, everybody else is silent. */
export function answersTo(item: OutboxItem, { now, random, language }: Answering): OnItsWay[] {
  const addressed = new Set(item.to.map(({ address }) => address.trim().toLowerCase()));
  const answers = practicePeople
    .filter(({ email }) => addressed.has(email))
    .map((person) => {
      const dueAt = now + soonestMs + Math.floor(random() * (latestMs - soonestMs));
      const words = answerWords[language];
      const said = words.sentences[Math.floor(random() * words.sentences.length)] ?? '';
      const text = `${words.greeting}\n\n${said}\n\n${words.farewell}\n${person.name}\n`;
      return incoming({ id: `answer.${person.email.split('@', 1)[0]}.${item.clientKey}`, item, dueAt, text, from: person });
    });
  const hasBounce = [...item.to, ...item.cc, ...item.bcc].some(({ address }) => address.trim().toLowerCase() === bouncing);
  return hasBounce ? [...answers, bounce(item, { dueAt: now + bounceMs, language })] : answers;
}

interface Incoming {
  readonly id: string;
  readonly item: OutboxItem;
  readonly dueAt: number;
  readonly text: string;
  readonly from: Pick<PracticePerson, 'name' | 'email'>;
}

function incoming({ id, item, dueAt, text, from }: Incoming): OnItsWay {
  const messageId = `${id.replace(/@.*$/, '')}@${practiceDomain}`;
  return {
    message: {
      ...empty,
      externalId: messageId,
      messageId,
      direction: 'in',
      at: dueAt,
      from: { name: from.name, address: from.email },
      to: [item.from],
      subject: `Re: ${item.subject.replace(/^(re:\s*)+/i, '')}`,
      text,
      inReplyTo: item.clientKey,
      references: [...item.references, item.clientKey],
      sizeBytes: text.length,
    },
    dueAt,
    isUnread: true,
    files: [],
  };
}

const bouncing = `bounce@${practiceDomain}`;

function bounce(item: OutboxItem, { dueAt, language }: { dueAt: number; language: 'en' | 'de' }): OnItsWay {
  const said = `550 5.1.1 <${bouncing}>: no such mailbox`;
  const words = bounceWords[language];
  const { message, ...rest } = incoming({
    id: `bounce.${item.clientKey}`,
    item,
    dueAt,
    text: `${words.text}\n\n${said}\n`,
    from: { name: words.name, email: `mailer-daemon@${practiceDomain}` },
  });
  const report = { outcome: 'failed', messageId: item.clientKey, status: '5.1.1', said } as const;
  return { ...rest, message: { ...message, subject: words.subject, mark: 'bounce', report } };
}

const bounceWords = {
  en: {
    name: 'Mail delivery system',
    subject: 'Undelivered mail returned to sender',
    text: 'Your message could not be delivered to one of its recipients:',
  },
  de: {
    name: 'Mail-Zustellsystem',
    subject: 'Nachricht konnte nicht zugestellt werden',
    text: 'Ihre Nachricht konnte einem der Empfänger nicht zugestellt werden:',
  },
} as const;

const answerWords = {
  en: {
    greeting: 'Hello,',
    farewell: 'Best regards',
    sentences: [
      'thank you, that helps. I will try it this evening and tell you how it went.',
      'that was quick, thank you! One more thing: does this cost me anything?',
      'good to know. Could you please tell me until when I have to decide?',
      'thank you for taking care of it. You can also call me, in the afternoon I can be reached best.',
    ],
  },
  de: {
    greeting: 'Guten Tag,',
    farewell: 'Viele Grüße',
    sentences: [
      'danke, das hilft mir weiter. Ich probiere es heute Abend aus und sage Ihnen, wie es ging.',
      'das ging aber schnell, vielen Dank! Eine Frage noch: Kostet mich das etwas?',
      'gut zu wissen. Können Sie mir bitte sagen, bis wann ich mich entscheiden muss?',
      'danke, dass Sie sich kümmern. Sie können mich auch anrufen, nachmittags bin ich am besten zu erreichen.',
    ],
  },
} as const;
