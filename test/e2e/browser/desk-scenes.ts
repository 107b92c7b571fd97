import type { Page } from 'playwright-core';
import { ContractError } from '../../../contract/errors.ts';
import { accountIdSchema, interactionIdSchema } from '../../../contract/model/ids.ts';
import { buildLiveCall, buildWorld, buildWrapUp, strangerId, type DeskWorld } from '../../fakes/desk-world.ts';
import { entryIdAt } from '../../builders.ts';
import type { OpenDesk } from './desk-browser.ts';

/** A screen in one state: what main says, and what the agent did to get there. */
export interface Scene {
  readonly world?: () => Partial<DeskWorld>;
  readonly act?: (desk: OpenDesk) => Promise<void>;
}

const accountId = accountIdSchema.parse(1);
const application = buildWorld().application;
const presence = buildWorld().presence;
const busy = { state: 'busy', awayReasonId: null, since: Date.now() - 252_000, next: { state: 'away', awayReasonId: 'r1' } } as const;
const ringing = (fields = {}) => {
  return buildLiveCall({ state: 'ringing', startedAt: Date.now() - 6_000, answeredAt: null, isCurrent: false, quality: null, ...fields });
};
const stranger = {
  contactId: strangerId,
  contactName: null,
  company: null,
  lastMatter: null,
  address: '+49 30 5550142',
  match: { by: 'new-caller', value: '+49 30 5550142' },
} as const;

function inCall(fields: Parameters<typeof buildLiveCall>[0] = {}): Partial<DeskWorld> {
  const call = buildLiveCall(fields);
  const world = buildWorld();
  const template = world.entries.find((entry) => entry.kind === 'call');
  const live = {
    ...template!,
    id: call.callId,
    at: call.startedAt,
    result: 'live',
    answeredAt: call.answeredAt,
    endedAt: null,
    durationMs: null,
  } as const;
  const entry = { ...live, note: 'Adapter missing, wants it by Friday.', dispositionId: null, followUpAt: null, agentName: null, needsReturn: false };
  return { calls: [call], entries: [...world.entries, entry], presence: busy };
}

async function openMaren({ page }: OpenDesk): Promise<void> {
  await page.getByRole('button', { name: 'Maren Schulte', exact: true }).first().click();
  await page.getByRole('heading', { name: 'Maren Schulte' }).waitFor();
  // Elsewhere the pointer would show a row as it is when it is pointed at.
  await page.mouse.move(640, 790);
}

const dialField = (page: Page) => page.locator('#dial-field');

export const scenes: Readonly<Record<string, Scene>> = {
  'first-run': { world: () => ({ application: { ...application, workspace: 'empty' }, accounts: [], statuses: [], recent: [], contacts: [] }) },
  'first-run-account': {
    world: () => ({ application: { ...application, workspace: 'empty', vaultProtection: 'session' }, accounts: [], statuses: [] }),
    act: async ({ page }) => {
      await page.getByRole('button').first().click();
      await page.locator('form').waitFor();
    },
  },
  idle: { act: openMaren },
  'no-calls': { world: () => ({ recent: [], contacts: [], entries: [] }) },
  'ringing-known': { world: () => ({ calls: [ringing()] }), act: openMaren },
  'ringing-unknown': {
    world: () => ({ calls: [ringing(stranger)] }),
    act: async ({ page }) => page.getByRole('button', { name: '+49 30 5550142', exact: true }).first().click(),
  },
  dialling: {
    world: () => ({ ...inCall({ state: 'early-media', direction: 'out', answeredAt: null, quality: null }), presence: busy }),
    act: openMaren,
  },
  'in-call': { world: () => inCall(), act: openMaren },
  'in-call-muted-keypad': {
    world: () => inCall({ isMuted: true, dtmfSent: '4711#' }),
    act: async (desk) => {
      await openMaren(desk);
      await desk.page.keyboard.press('Tab');
      await desk.page.locator('[aria-expanded]', { hasText: /Keypad|Tasten/ }).click();
    },
  },
  'on-hold': { world: () => inCall({ state: 'held', isHeldHere: true }), act: openMaren },
  'held-there-recovering': {
    world: () => {
      const held = buildLiveCall({ state: 'held', isHeldThere: true });
      const other = { ...stranger, startedAt: Date.now() - 60_000, isCurrent: false };
      return { calls: [held, buildLiveCall({ ...other, state: 'recovering', notice: { reason: 'microphone-lost' } })], presence: busy };
    },
    act: openMaren,
  },
  'call-waiting': {
    world: () => {
      const world = inCall({ quality: { mos: 2.6, jitterMs: 60, lossRatio: 0.08, rttMs: 310, codec: 'opus' } });
      return { ...world, calls: [...(world.calls ?? []), ringing(stranger)] };
    },
    act: openMaren,
  },
  'wrap-up': {
    world: () => ({
      wrapUps: [
        buildWrapUp(),
        buildWrapUp({ interactionId: interactionIdSchema.parse(92), callId: entryIdAt(Date.now() - 900_000), contactName: 'Jonas Okafor' }),
      ],
      presence: { ...presence, state: 'wrap-up', since: Date.now() - 20_000 },
    }),
    act: openMaren,
  },
  missed: {
    act: async (desk) => {
      await desk.page.getByRole('radio', { name: /^(Missed|Verpasst)$/ }).click();
      await openMaren(desk);
    },
  },
  contacts: {
    act: async ({ page }) => {
      await page.getByRole('navigation').getByRole('button').nth(1).click();
      await page.getByRole('button', { name: 'Jonas Okafor', exact: true }).click();
    },
  },
  dial: {
    act: async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('0221 555');
      await page.getByRole('option').first().waitFor();
    },
  },
  'dial-refused': {
    act: async ({ page, main }) => {
      main.fail('voice.dial', new ContractError('refused', { failure: { reason: 'number-invalid' } }));
      await dialField(page).fill('12--x');
      await dialField(page).press('Enter');
      await page.getByRole('alert').waitFor();
    },
  },
  'dial-emergency': {
    act: async ({ page, main }) => {
      main.fail('voice.dial', new ContractError('refused', { failure: { reason: 'emergency-number' } }));
      await dialField(page).fill('112');
      await dialField(page).press('Enter');
      await page.getByRole('alertdialog').waitFor();
    },
  },
  keys: {
    act: async ({ page }) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  'agent-menu': {
    world: () => ({ calls: [buildLiveCall()], presence: busy }),
    act: async ({ page }) => {
      await page.locator('header').getByRole('button').first().click();
      await page.getByRole('menu').waitFor();
    },
  },
  settings: {
    act: async ({ page }) => page.getByRole('navigation').getByRole('button').nth(2).click(),
  },
  practice: { world: () => ({ application: { ...application, workspace: 'practice' } }), act: openMaren },
  'account-refused': {
    world: () => ({
      statuses: [
        { accountId, state: 'auth-needed', failure: { reason: 'password-refused', technical: '403' }, lastSuccessAt: null, nextTryAt: null },
      ],
      presence: { ...presence, state: 'away', awayReasonId: 'r0' },
    }),
    act: openMaren,
  },
  'no-media': { world: () => ({ application: { ...application, isMediaReady: false } }) },
  'long-names': {
    world: () => {
      const name = 'Dr.-Ing. Maximiliane Freifrau von Hohenfels-Schwarzenbach zu Oberstaufen-Kirchheimbolanden';
      const world = buildWorld();
      const recent = world.recent.map((call, n) => ({ ...call, contactName: n % 2 ? 'شركة الاتصالات المتقدمة للخدمات' : name, company: name }));
      const contacts = world.contacts.map((contact) => ({ ...contact, name, company: name }));
      return {
        recent,
        contacts,
        calls: [buildLiveCall({ contactName: name, company: name }), ringing({ contactName: name, company: name, lastMatter: name })],
      };
    },
    act: async ({ page }) => page.locator('[data-list-row]').first().click(),
  },
};

/** Waits until nothing more is on its way: fonts, and what main was asked. */
export async function settle({ page }: OpenDesk): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const isEmpty = (): boolean =>
      document.querySelector('[aria-busy="true"]') !== null ||
      [...document.querySelectorAll('[data-testid="virtuoso-item-list"]')].some((list) => getComputedStyle(list).visibility === 'hidden');
    while (isEmpty()) await new Promise((done) => requestAnimationFrame(done));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}
