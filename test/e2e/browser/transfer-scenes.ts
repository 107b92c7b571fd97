import { contactIdSchema } from '../../../contract/model/ids.ts';
import type { CallTransfer } from '../../../contract/model/transfer.ts';
import { entryIdAt } from '../../builders.ts';
import { buildLiveCall, type DeskWorld } from '../../fakes/desk-world.ts';
import type { OpenDesk } from './desk-browser.ts';
import type { Scene } from './desk-scenes.ts';

export const jonasNumber = '+49 40 5550123';
export const toJonas: CallTransfer = { kind: 'blind', address: jonasNumber, name: 'Jonas Okafor', state: 'asked', failure: null };

/** The customer waits, the agent asks a colleague. */
export function consulting(): Pick<DeskWorld, 'calls'> & Partial<DeskWorld> {
  const waiting = buildLiveCall({ state: 'held', isHeldHere: true, isCurrent: false });
  const consultation = buildLiveCall({
    callId: entryIdAt(Date.now() - 20_000),
    contactId: contactIdSchema.parse(2),
    contactName: 'Jonas Okafor',
    company: null,
    address: jonasNumber,
    direction: 'out',
    startedAt: Date.now() - 20_000,
    consultsFor: waiting.callId,
  });
  return { calls: [waiting, consultation] };
}

async function openPanel({ page }: OpenDesk): Promise<void> {
  await page.getByTestId('live-call').first().waitFor();
  await page.keyboard.press('t');
  await page.getByRole('combobox', { name: /^(Transfer to|Weitergeben an)$/ }).waitFor();
}

export const transferScenes: Readonly<Record<string, Scene>> = {
  transfer: { world: () => ({ calls: [buildLiveCall()] }), act: openPanel },
  'transfer-search': {
    world: () => ({ calls: [buildLiveCall()] }),
    act: async (desk) => {
      await openPanel(desk);
      await desk.page.keyboard.type('demir');
      await desk.page.getByRole('option', { name: /Ayşe Demir/ }).waitFor();
    },
  },
  'transfer-chosen': {
    world: () => ({
      calls: [buildLiveCall(), buildLiveCall({ ...consulting().calls[1]!, consultsFor: null, isCurrent: false, state: 'held', isHeldHere: true })],
    }),
    act: async (desk) => {
      await openPanel(desk);
      await desk.page.keyboard.type('102');
      await desk.page.getByRole('option').first().waitFor();
      await desk.page.keyboard.press('Enter');
    },
  },
  'transfer-under-way': {
    world: () => ({ calls: [buildLiveCall({ state: 'held', isHeldHere: true, transfer: { ...toJonas, state: 'ringing' } })] }),
  },
  'transfer-failed': {
    world: () => {
      const transfer: CallTransfer = { ...toJonas, state: 'failed', failure: { reason: 'callee-busy', technical: 'SIP 486' } };
      return { calls: [buildLiveCall({ transfer })] };
    },
  },
  consulting: { world: consulting },
  referral: { world: () => ({ calls: [buildLiveCall({ referral: { address: '102', name: 'Jonas' } })] }) },
};
