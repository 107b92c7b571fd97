import type { Clock } from '../ports.ts';
import { createPracticeNotifier, type PracticeNotifier } from './practice-notifier.ts';

/** The invented colleagues, their parking places and the agent's mailbox: what the practice exchange tells of them. */
export interface PracticeTeam extends Disposable {
  readonly take: PracticeNotifier['take'];
  /** A call begins to this number. */
  called(number: string): void;
  /** Whoever has this number has hung up. */
  idle(number: string): void;
}

export interface PracticeTeamDeps {
  readonly clock: Clock;
  readonly createTag: () => string;
}

/** Whose phone rings now and then, for the agent to relieve. */
const rungNumber = '605';
export const pickupCode = '*8';
export const parkingCode = '700';
export const parkingSlots = ['701', '702'];
export const mailboxNumber = '*97';

const people = new Set(['601', '602', '603', rungNumber]);
const quietMs = 40_000;
const ringsMs = 25_000;
/** Whoever calls there is connected by then. */
const parkedAfterMs = 1_500;
/** A caller's patience in a parking place. */
const parkedForMs = 120_000;

type PhoneState = 'free' | 'ringing' | 'on-call';

export function createPracticeTeam({ clock, createTag }: PracticeTeamDeps): PracticeTeam {
  const phones = new Map<string, PhoneState>([['602', 'on-call']]);
  const timers = new Map<string, Disposable>();
  let newMessages = 1;
  let isWatched = false;

  const notifier = createPracticeNotifier({
    createTag,
    bodyOf(event, user) {
      if (event === 'message-summary') {
        const count = `Voice-Message: ${newMessages}/${1 - newMessages} (0/0)\r\n`;
        const body = `Messages-Waiting: ${newMessages > 0 ? 'yes' : 'no'}\r\n${count}`;
        return { type: 'application/simple-message-summary', body };
      }
      if (!people.has(user) && !parkingSlots.includes(user)) return null;
      return event === 'dialog'
        ? { type: 'application/dialog-info+xml', body: dialogInfo(user, phones.get(user) ?? 'free') }
        : presenceOf(event, user);
    },
  });

  function set(number: string, state: PhoneState): void {
    phones.set(number, state);
    notifier.tell();
  }
  function later(name: string, ms: number, run: () => void): void {
    timers.get(name)?.[Symbol.dispose]();
    timers.set(name, clock.after(ms, run));
  }
  function beQuiet(): void {
    set(rungNumber, 'free');
    later(rungNumber, quietMs, () => {
      set(rungNumber, 'ringing');
      later(rungNumber, ringsMs, beQuiet);
    });
  }
  function park(): void {
    const slot = parkingSlots.find((place) => phones.get(place) !== 'on-call');
    if (slot === undefined) return;
    set(slot, 'on-call');
    later(slot, parkedForMs, () => set(slot, 'free'));
  }

  return {
    take(request, send) {
      if (!isWatched) beQuiet();
      isWatched = true;
      notifier.take(request, send);
    },
    called(number) {
      if (number === pickupCode + rungNumber) return beQuiet();
      if (number === parkingCode) return later(parkingCode, parkedAfterMs, park);
      if (parkingSlots.includes(number)) return set(number, 'free');
      if (number === mailboxNumber) {
        newMessages = 0;
        return notifier.tell();
      }
      if (people.has(number) && number !== '602') set(number, number === '601' || number === rungNumber ? 'on-call' : 'ringing');
    },
    idle(number) {
      if (people.has(number) && number !== '602') set(number, 'free');
    },
    [Symbol.dispose]() {
      for (const timer of timers.values()) timer[Symbol.dispose]();
    },
  };
}

function dialogInfo(user: string, state: PhoneState): string {
  const remote = '<remote><identity display="Jane Caller">sip:+441632960155@practice.invalid</identity></remote>';
  const dialog =
    state === 'free'
      ? ''
      : `<dialog id="1" direction="recipient"><state>${state === 'ringing' ? 'early' : 'confirmed'}</state>${state === 'ringing' ? remote : ''}</dialog>`;
  return `<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:${user}@practice.invalid">${dialog}</dialog-info>`;
}

/** 603 is at lunch, which is why nobody answers there. */
function presenceOf(event: string, user: string): { type: string; body: string } | null {
  if (event !== 'presence' || !people.has(user)) return null;
  const lunch = user === '603' ? '<person id="p"><activities><lunch/></activities></person>' : '';
  const body = `<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" entity="pres:${user}@practice.invalid"><tuple id="t"><status><basic>open</basic></status></tuple>${lunch}</presence>`;
  return { type: 'application/pidf+xml', body };
}
