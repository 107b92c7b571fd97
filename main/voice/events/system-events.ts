import { ContractError } from '../../../contract/errors.ts';
import type { Colleagues } from '../../../contract/model/colleague.ts';
import type { AccountId, CallId } from '../../../contract/model/ids.ts';
import { createEmitter } from '../../lib/emitter.ts';
import type { Clock } from '../../ports.ts';
import type { CallSession } from '../call-session.ts';
import type { CallSetup } from '../call-setup.ts';
import type { Line, Lines } from '../lines.ts';
import type { Transfers } from '../transfers.ts';
import type { VoiceCalls } from '../voice-calls.ts';
import { replacesOf } from './colleague-watch.ts';
import type { SystemEvents } from './events-service.ts';

export interface SystemEventsDeps {
  readonly lines: Lines;
  readonly calls: Pick<VoiceCalls, 'find'>;
  readonly setup: Pick<CallSetup, 'dial'>;
  readonly transfers: Pick<Transfers, 'transfer'>;
  readonly clock: Clock;
}

/** A few changes at once are one to look at. */
const togetherMs = 40;
/** Whatever is parked by then in a place that was free is what we parked. */
const parkedWithinMs = 20_000;

interface Parked {
  readonly accountId: AccountId;
  readonly who: string;
  readonly at: number;
  readonly freeBefore: ReadonlySet<string>;
}

export function createSystemEvents({ lines, calls, setup, transfers, clock }: SystemEventsDeps): SystemEvents {
  const colleaguesChanged = createEmitter<Colleagues>();
  const names = new Map<string, string>();
  let parked: Parked | null = null;
  let announcing: Disposable | null = null;

  function lineOf(accountId: AccountId): Line {
    const line = lines.find(accountId);
    if (!line) throw new ContractError('unavailable', { failure: { reason: 'not-registered' } });
    return line;
  }
  function gather(): Colleagues {
    const all = lines.all().map(({ events }) => events.describe());
    const slots = all.flatMap((one) => one.slots).map((slot) => ({ ...slot, who: names.get(placeOf(slot)) ?? null }));
    return { colleagues: all.flatMap((one) => one.colleagues), voicemails: all.flatMap((one) => one.voicemails), slots };
  }
  /** Servers do not say which place a call went to: it is the one that was free before. */
  function settleNames(): void {
    if (!parked && names.size === 0) return;
    const { slots } = gather();
    for (const slot of slots) if (!slot.isTaken && slot.trouble === null) names.delete(placeOf(slot));
    if (!parked) return;
    const { accountId, who, at, freeBefore } = parked;
    const found = slots.find((slot) => slot.isTaken && slot.accountId === accountId && freeBefore.has(slot.slot));
    if (found) names.set(placeOf(found), who);
    if (found || clock.now() - at > parkedWithinMs) parked = null;
  }
  const off = lines.eventsChanged.on(() => {
    settleNames();
    announcing ??= clock.after(togetherMs, () => {
      announcing = null;
      colleaguesChanged.emit(gather());
    });
  });
  const dial = (accountId: AccountId, target: string): Promise<CallId> => setup.dial({ target, accountId, contactId: null, isConfirmed: false });

  return {
    colleaguesChanged,
    colleagues: gather,
    async pickUp({ accountId, address }) {
      const { account, events } = lineOf(accountId);
      const watch = events.find(address);
      if (!watch) throw new ContractError('not-found', { failure: { reason: 'number-unknown' } });
      const dialog = watch.ringing();
      if (!dialog) throw new ContractError('illegal-state', { failure: { reason: 'call-over' } });
      const { pickup } = account.systemCodes;
      if (pickup !== '') return dial(accountId, pickup + digitsOf(address));
      const replaces = replacesOf(dialog);
      const [, user, host] = /^sips?:([\w.+*#~-]{1,80})@([\w.:[\]-]{1,255})/i.exec(dialog.remoteUri ?? '') ?? [];
      if (replaces === null || user === undefined || host === undefined)
        throw new ContractError('unavailable', { failure: { reason: 'call-state' } });
      return setup.dial({ target: user, accountId, contactId: null, isConfirmed: false, takeOver: { user, host, replaces } });
    },

    async park(callId) {
      const call = calls.find(callId);
      const { id: accountId, systemCodes } = call.account;
      if (systemCodes.park === '') throw new ContractError('unavailable', { failure: { reason: 'call-state' } });
      call.require('transfer');
      const free = gather().slots.filter((slot) => slot.accountId === accountId && !slot.isTaken);
      parked = { accountId, who: whoIs(call), at: clock.now(), freeBefore: new Set(free.map(({ slot }) => slot)) };
      if (systemCodes.parkWay === 'tones') return call.sendDtmf(systemCodes.park);
      await transfers.transfer({ callId, target: systemCodes.park, name: null });
    },

    async retrieve({ accountId, slot }) {
      const { slots, retrieve } = lineOf(accountId).account.systemCodes;
      if (!slots.includes(slot)) throw new ContractError('not-found', { failure: { reason: 'number-unknown' } });
      return dial(accountId, retrieve + slot);
    },

    async callMailbox(accountId) {
      const number = lineOf(accountId).events.describe().voicemails[0]?.number ?? null;
      if (number === null) throw new ContractError('unavailable', { failure: { reason: 'number-unknown' } });
      return dial(accountId, number);
    },

    [Symbol.dispose]() {
      off();
      announcing?.[Symbol.dispose]();
    },
  };
}

function placeOf({ accountId, slot }: { readonly accountId: AccountId; readonly slot: string }): string {
  return `${accountId} ${slot}`;
}

function whoIs({ record: { contactName, address } }: CallSession): string {
  return contactName ?? address;
}

/** The number behind a code; of an address the part before its host. */
function digitsOf(address: string): string {
  const [user = ''] = address.split('@');
  return /^[\d\s().\-/+]+$/.test(user) ? user.replaceAll(/[^\d+]/g, '') : user;
}
