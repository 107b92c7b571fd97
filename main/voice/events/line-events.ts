import type { Colleagues, ParkingSlot, Voicemail } from '../../../contract/model/colleague.ts';
import type { Clock } from '../../ports.ts';
import { readTarget, sipUriOf } from '../call-targets.ts';
import type { SipUserAgent } from '../jssip-user-agent.ts';
import type { Subscription, SubscriptionHandlers } from '../jssip-subscription.ts';
import { sipUri } from '../sip-uri.ts';
import type { VoiceAccount } from '../voice-accounts.ts';
import { createColleagueWatch, type ColleagueWatch, type Package } from './colleague-watch.ts';
import { readMessageSummary, type MessageSummary } from './message-summary.ts';
import { createWatch } from './watch.ts';

/** What one account's server tells beside calls: colleagues, parked calls, the voice mailbox. */
export interface LineEvents extends Disposable {
  /** The line is registered; again after it was gone. */
  begin(): void;
  pause(): void;
  describe(): Colleagues;
  find(address: string): ColleagueWatch | null;
}

export interface LineEventsDeps {
  readonly account: VoiceAccount;
  readonly userAgent: Pick<SipUserAgent, 'subscribe' | 'told'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly country: () => string;
  readonly onChanged: () => void;
}

const accepts: Readonly<Record<Package | 'message-summary', string>> = {
  dialog: 'application/dialog-info+xml',
  presence: 'application/pidf+xml',
  'message-summary': 'application/simple-message-summary',
};
const expiresS = 600;
/** Hundreds are not asked about at once. */
const apartMs = 25;

export function createLineEvents(deps: LineEventsDeps): LineEvents {
  const { account, userAgent, clock, random, onChanged } = deps;
  const { colleagues, systemCodes: codes } = account;
  let mailbox: MessageSummary | null = null;
  let isBegun = false;

  function subscribe(what: Package | 'message-summary', address: string, handlers: SubscriptionHandlers): Subscription {
    const target = sipUriOf(readTarget(address, account.dialPlan, deps.country()), account);
    return userAgent.subscribe({ target, event: what, accept: accepts[what], expiresS }, handlers);
  }
  function watchOf(address: string, name: string): ColleagueWatch {
    const open = (what: Package, handlers: SubscriptionHandlers): Subscription => subscribe(what, address, handlers);
    return createColleagueWatch({ accountId: account.id, colleague: { name, address }, codes, clock, random, open, onChanged });
  }

  const people = colleagues.map(({ name, address }) => watchOf(address, name));
  const slots = codes.slots.map((slot) => watchOf(slot, slot));
  function told(body: string): void {
    const summary = readMessageSummary(body);
    if (!summary) return;
    mailbox = summary;
    onChanged();
  }
  // Refused or unknown, the server may still tell by itself; nobody misses a mailbox that is not there.
  const messages = createWatch({
    clock,
    random,
    open: (handlers) =>
      userAgent.subscribe(
        { target: sipUri(account.user, account.domain), event: 'message-summary', accept: accepts['message-summary'], expiresS },
        handlers,
      ),
    onOpened: () => undefined,
    onTold: ({ body }) => told(body),
    onChanged: () => undefined,
  });
  const off = userAgent.told.on(({ event, body }) => {
    if (event === 'message-summary') told(body);
  });

  function describeMailbox({ isWaiting, newCount, oldCount, account: uri }: MessageSummary): Voicemail {
    return { accountId: account.id, isWaiting, newCount, oldCount, number: codes.mailbox || mailboxOf(uri, account, deps.country()) };
  }
  function describeSlot(watch: ColleagueWatch): ParkingSlot {
    const { address, state, since, trouble } = watch.describe();
    const isTaken = state === 'on-call' || state === 'ringing';
    return { accountId: account.id, slot: address, isTaken, who: null, since: isTaken ? since : null, trouble };
  }

  return {
    begin() {
      if (isBegun) return;
      isBegun = true;
      messages.begin(0);
      for (const [index, watch] of [...slots, ...people].entries()) watch.begin((index + 1) * apartMs);
    },
    pause() {
      isBegun = false;
      messages.pause();
      for (const watch of [...people, ...slots]) watch.pause();
    },
    describe: () => ({
      colleagues: people.map((watch) => watch.describe()),
      voicemails: mailbox ? [describeMailbox(mailbox)] : [],
      slots: slots.map(describeSlot),
    }),
    find: (address) => people.find((watch) => watch.describe().address === address) ?? null,
    [Symbol.dispose]() {
      off();
      messages[Symbol.dispose]();
      for (const watch of [...people, ...slots]) watch[Symbol.dispose]();
    },
  };
}

/** Whoever writes a Message-Account does not choose whom we call: it counts only for a number inside the own system. */
function mailboxOf(uri: string | null, { domain, dialPlan }: VoiceAccount, country: string): string | null {
  const [, user, host] = /^<?sips?:([^@;>]+)@([^:;>]+)/i.exec(uri ?? '') ?? [];
  if (!user || host?.toLowerCase() !== domain) return null;
  try {
    const { address, isEmergency, user: dialled } = readTarget(decodeURIComponent(user), dialPlan, country);
    return isEmergency || address.startsWith('+') ? null : dialled;
  } catch {
    return null;
  }
}
