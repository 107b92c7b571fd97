import type { LiveCall } from '../../../contract/model/call.ts';
import { contactIdSchema } from '../../../contract/model/ids.ts';
import { entryIdAt } from '../../builders.ts';
import { buildLiveCall, buildWorld, type DeskWorld } from '../../fakes/desk-world.ts';
import type { OpenDesk } from './desk-browser.ts';
import type { Scene } from './desk-scenes.ts';
import { jonasNumber } from './transfer-scenes.ts';

const waiting = { state: 'held', isHeldHere: true, isCurrent: false } as const;

export function jonas(fields: Partial<LiveCall> = {}): LiveCall {
  const startedAt = Date.now() - 80_000;
  const who = { contactId: contactIdSchema.parse(2), contactName: 'Jonas Okafor', company: null, address: jonasNumber };
  return buildLiveCall({ callId: entryIdAt(startedAt), startedAt, direction: 'out', isCurrent: false, ...who, ...fields });
}

export function stranger(fields: Partial<LiveCall> = {}): LiveCall {
  const startedAt = Date.now() - 20_000;
  const who = { contactId: contactIdSchema.parse(3), contactName: null, company: null, address: '+49 30 5550142' };
  return buildLiveCall({ callId: entryIdAt(startedAt), startedAt, isCurrent: false, ...who, ...fields });
}

export const together = (calls: readonly LiveCall[]): LiveCall[] => calls.map((call) => ({ ...call, conference: { isMuted: false } }));

function past(): Partial<DeskWorld> {
  const { entries } = buildWorld();
  const conference = [
    { address: jonasNumber, name: 'Jonas Okafor' },
    { address: '+49 30 5550142', name: null },
  ];
  const call = entries.find((entry) => entry.kind === 'call' && entry.result === 'answered');
  return { entries: entries.map((entry) => (entry === call && entry.kind === 'call' ? { ...entry, conference } : entry)) };
}

async function openMaren({ page }: OpenDesk): Promise<void> {
  await page.getByRole('button', { name: 'Maren Schulte', exact: true }).first().click();
  await page.getByRole('heading', { name: 'Maren Schulte' }).waitFor();
}

export const conferenceScenes: Readonly<Record<string, Scene>> = {
  'conference-join-offer': { world: () => ({ calls: [buildLiveCall(waiting), jonas({ isCurrent: true }), stranger(waiting)] }) },
  'conference-two': { world: () => ({ calls: together([buildLiveCall(), jonas()]) }) },
  'conference-three': { world: () => ({ calls: together([buildLiveCall(), jonas(), stranger()]) }) },
  'conference-muted': {
    world: () => {
      const [maren, ...others] = together([buildLiveCall(), jonas(), stranger()]).map((call) => ({ ...call, isMuted: true }));
      return { calls: [{ ...maren!, conference: { isMuted: true } }, ...others] };
    },
  },
  'conference-held': {
    world: () => ({ calls: together([buildLiveCall({ ...waiting, isCurrent: true }), jonas(waiting), stranger(waiting)]) }),
  },
  'conference-adding': {
    world: () => {
      const calling = stranger({ state: 'remote-ringing', direction: 'out', isCurrent: true, answeredAt: null, quality: null });
      return { calls: [...together([buildLiveCall(waiting), jonas(waiting)]), calling] };
    },
  },
  'conference-added': { world: () => ({ calls: [...together([buildLiveCall(waiting), jonas(waiting)]), stranger({ isCurrent: true })] }) },
  'conference-past': { world: past, act: openMaren },
};
