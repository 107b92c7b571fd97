import { noSystemCodes, type ColleaguePresence, type Colleagues } from '../../../contract/model/colleague.ts';
import { buildAccount, buildLiveCall, type DeskWorld } from '../../fakes/desk-world.ts';
import type { OpenDesk } from './desk-browser.ts';
import type { Scene } from './desk-scenes.ts';

const { id: accountId } = buildAccount();
const codes = { ...noSystemCodes, pickup: '*8', park: '700', slots: ['701', '702'] };

export function buildColleague(fields: Partial<ColleaguePresence> = {}): ColleaguePresence {
  const plain = {
    name: 'Robert Weiss',
    address: '201',
    state: 'free',
    since: null,
    note: null,
    caller: null,
    canPickUp: false,
    trouble: null,
  } as const;
  return { accountId, ...plain, ...fields };
}

const some = (): ColleaguePresence[] => [
  buildColleague(),
  buildColleague({ name: 'Ayşe Yıldız', address: '202', state: 'ringing', caller: 'Maren Schulte', canPickUp: true }),
  buildColleague({ name: 'Tom Brandt', address: '203', state: 'on-call', since: Date.now() - 272_000 }),
  buildColleague({ name: 'Ines García de la Vega-Steinhagen', address: '204', state: 'away', note: 'Back at two' }),
  buildColleague({ name: 'Deniz Kaya', address: '205', state: 'offline' }),
  buildColleague({ name: 'Warehouse', address: '210', state: 'unknown', trouble: 'not-found' }),
  buildColleague({ name: 'Priya Nair', address: 'priya@branch.example.org', state: 'busy' }),
];
const many = (): ColleaguePresence[] => [
  ...some(),
  ...Array.from({ length: 240 }, (_, n) =>
    buildColleague({ name: `Agent ${n + 1}`, address: String(300 + n), state: (['free', 'on-call', 'offline'] as const)[n % 3] ?? 'free' }),
  ),
];

/** A team at one telephone system; somebody left a message, and a call is parked. */
export function team(fields: Partial<Colleagues> = {}): Partial<DeskWorld> {
  return {
    accounts: [buildAccount({ systemCodes: codes, colleagues: some().map(({ name, address }) => ({ name, address })) })],
    colleagues: {
      colleagues: some(),
      voicemails: [{ accountId, isWaiting: true, newCount: 2, oldCount: 1, number: '*97' }],
      slots: [
        { accountId, slot: '701', isTaken: true, who: 'Jonas Okafor', since: Date.now() - 41_000, trouble: null },
        { accountId, slot: '702', isTaken: false, who: null, since: null, trouble: null },
      ],
      ...fields,
    },
  };
}

export async function openColleagues({ page }: OpenDesk): Promise<void> {
  await page.getByRole('button', { name: /^(Colleagues|Kollegen)/ }).click();
  await page.getByRole('heading', { name: /^(Colleagues|Kollegen)/ }).waitFor();
}

export const colleaguesScenes: Readonly<Record<string, Scene>> = {
  colleagues: { world: () => team(), act: openColleagues },
  'colleagues-many': {
    world: () => team({ colleagues: many(), slots: [] }),
    act: async (desk) => {
      await openColleagues(desk);
      await desk.page.getByRole('searchbox').last().fill('agent 2');
    },
  },
  'colleagues-empty': { world: () => ({}), act: openColleagues },
  'colleagues-transfer': {
    world: () => ({ ...team(), calls: [buildLiveCall()] }),
    act: async ({ page }) => {
      await page.getByTestId('live-call').first().waitFor();
      await page.keyboard.press('t');
      await page.getByRole('combobox', { name: /^(Transfer to|Weitergeben an)$/ }).waitFor();
      await page.keyboard.type('20');
      await page.getByRole('option', { name: /Tom Brandt/ }).waitFor();
    },
  },
  'colleagues-dial': {
    world: () => team(),
    act: async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('ay');
      await page.getByRole('option', { name: /Yıldız/ }).waitFor();
    },
  },
  'colleagues-settings': {
    world: () => team(),
    act: async ({ page }) => {
      await page.getByRole('button', { name: /^(Settings|Einstellungen)$/ }).click();
      await page.getByRole('button', { name: /^(Edit account|Konto bearbeiten)/ }).click();
      const form = page.getByRole('dialog');
      await form.getByText(/^(More|Mehr)$/).click();
      await form.getByText(/^(Colleagues, parking, voicemail|Kollegen, Parken, Sprachbox)$/).click();
      await form.getByLabel(/^(Colleagues, one a line|Kollegen, einer je Zeile)$/).scrollIntoViewIfNeeded();
    },
  },
};
