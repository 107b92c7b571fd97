import { randomUUID } from 'node:crypto';
import type { Clock, Logger } from '../ports.ts';
import type { MediaLink } from './media-link.ts';
import { createPracticeExchange } from './practice-exchange.ts';
import { createPracticePerson, type Manner, type PracticePerson } from './practice-person.ts';
import { createPracticeTeam, mailboxNumber, parkingCode, parkingSlots, pickupCode } from './practice-team.ts';
import { createPracticeSocket } from './practice-socket.ts';
import type { SupervisedSocket } from './sip-socket.ts';
import type { VoiceAccount } from './voice-accounts.ts';

/** The invented telephone side of the practice workspace: an exchange and people, in this process, without a network. */
export interface PracticeLine extends Disposable {
  /** JsSIP's socket for the agent's practice account. */
  openSocket(account: Pick<VoiceAccount, 'user'>): SupervisedSocket;
  /** A caller rings the agent. `number`: E.164; `name`: what the network shows. Gives up after 45 s. */
  ring(caller: { readonly number: string; readonly name: string | null }): void;
}

export interface PracticeLineDeps {
  readonly media: MediaLink;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Who is always there. */
const residents: Readonly<Record<string, Manner>> = {
  // Sends back what it hears.
  '600': { source: 'echo', answer: 'after-ringing', ringMs: 0 },
  // A colleague: a call can be transferred here.
  '601': { source: 'speech', answer: 'after-ringing', ringMs: 2_000 },
  '602': { source: 'speech', answer: 'busy', ringMs: 0 },
  '603': { source: 'speech', answer: 'never', ringMs: 0 },
  // Their phone rings now and then.
  '605': { source: 'speech', answer: 'after-ringing', ringMs: 2_000 },
  '604': { source: 'speech', answer: 'early-media', ringMs: 3_000 },
};
const atOnce: Manner = { source: 'speech', answer: 'after-ringing', ringMs: 0 };
const codes = new Set([mailboxNumber, parkingCode, ...parkingSlots]);
const customer: Manner = { source: 'speech', answer: 'after-ringing', ringMs: 3_500 };

/** Repetitions of the last call's messages are over by then (RFC 3261 §17: 64 × T1). */
const leavesAfterMs = 32_000;

export function createPracticeLine({ media, clock, logger }: PracticeLineDeps): PracticeLine {
  const people = new Map<string, PracticePerson>();
  let agent: string | null = null;

  const createTag = (): string => randomUUID().slice(0, 8);
  const team = createPracticeTeam({ clock, createTag });
  const exchange = createPracticeExchange({
    createTag,
    onCalled: team.called,
    onSubscribed: team.take,
    onNumberDialled(user) {
      const isThere = user in residents || isCode(user) || /^\+?\d{5,15}$/.test(user);
      if (isThere) summon(user);
      return isThere;
    },
  });

  /** A user agent costs a few megabytes: people come when they are needed and leave after their last call. */
  function summon(number: string): PracticePerson {
    const present = people.get(number);
    if (present) return present;
    const person = createPracticePerson({
      number,
      manner: isCode(number) ? atOnce : (residents[number] ?? customer),
      exchange,
      media,
      clock,
      logger,
      onIdle: () => {
        team.idle(number);
        clock.after(leavesAfterMs, () => {
          if (person.isInCall || people.get(number) !== person) return;
          people.delete(number);
          person[Symbol.dispose]();
        });
      },
    });
    people.set(number, person);
    return person;
  }

  return {
    openSocket(account) {
      agent = account.user;
      return createPracticeSocket({ exchange, logger });
    },
    ring({ number, name }) {
      if (agent === null) return logger.warn('practice-caller-without-agent');
      summon(number).call(agent, name);
    },
    [Symbol.dispose]() {
      team[Symbol.dispose]();
      for (const person of people.values()) person[Symbol.dispose]();
      people.clear();
    },
  };
}

function isCode(number: string): boolean {
  return codes.has(number) || number.startsWith(pickupCode);
}
