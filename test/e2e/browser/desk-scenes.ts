import type { Page } from 'playwright-core';
import { ContractError } from '../../../contract/errors.ts';
import { accountIdSchema, conversationIdSchema, interactionIdSchema } from '../../../contract/model/ids.ts';
import { buildLiveCall, buildMailAccount, buildQuality, buildWorld, buildWrapUp, strangerId, type DeskWorld } from '../../fakes/desk-world.ts';
import { buildInboxRow } from '../../fakes/inbox-world.ts';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { entryIdAt } from '../../builders.ts';
import type { OpenDesk } from './desk-browser.ts';
import { accountScenes } from './account-scenes.ts';
import { certificateScenes } from './certificate-scenes.ts';
import { lineScenes } from './line-scenes.ts';
import { conferenceScenes } from './conference-scenes.ts';
import { colleaguesScenes } from './colleagues-scenes.ts';
import { transferScenes } from './transfer-scenes.ts';
import { rulesScenes } from './rules-scenes.ts';
import { writingScenes } from './writing-scenes.ts';
import { recordingScenes } from './recording-scenes.ts';
import { qualityScenes } from './quality-scenes.ts';
import { soundScenes } from './sound-scenes.ts';
import { readingScenes } from './reading-scenes.ts';

/** A screen in one state: what main says, and what the agent did to get there. */
export interface Scene {
  readonly world?: () => Partial<DeskWorld>;
  readonly act?: (desk: OpenDesk) => Promise<void>;
}

const accountId = accountIdSchema.parse(1);
const mailAccountId = accountIdSchema.parse(9);
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

/** The desk opens with the inbox; calls are the next area. */
export const openCalls = ({ page }: OpenDesk): Promise<void> => page.getByRole('button', { name: /^(Calls|Anrufe)/ }).click();

/** A line with mails of every fate. */
function withMails(): Partial<DeskWorld> {
  const world = buildWorld();
  const template = world.entries.find((entry) => entry.kind === 'message')!;
  const at = Date.now();
  const mail = (minutesAgo: number, fields: Partial<MessageEntry>): MessageEntry => ({
    ...template,
    id: entryIdAt(at - minutesAgo * 60_000),
    at: at - minutesAgo * 60_000,
    accountId: mailAccountId,
    subject: 'Re: Power adapter',
    from: { name: 'Maren Schulte', address: 'm.schulte@example.org' },
    ...fields,
  });
  const ours: Partial<MessageEntry> = {
    direction: 'out',
    agentName: 'Lea Winter',
    from: { name: 'ACME Support', address: 'support@example.org' },
    to: [{ name: 'Maren Schulte', address: 'm.schulte@example.org' }],
  };
  const mails = [
    mail(50, {
      subject: 'Power adapter',
      isUnread: true,
      hasHtml: true,
      text: 'The adapter is missing in the parcel. Could you send it separately?\n\nOn Saturday, ACME Support wrote:\n> Dear Ms Schulte,\n> your parcel is on its way.',
      attachments: [{ index: 0, name: 'delivery-note.pdf', mediaType: 'application/pdf', sizeBytes: 84_000, isInline: false }],
    }),
    mail(40, { ...ours, text: 'It leaves our house today.', delivery: 'accepted' }),
    mail(30, {
      ...ours,
      text: 'Here is the tracking number: 00340.',
      delivery: 'refused',
      failure: { reason: 'recipients-refused', technical: '550 5.1.1 no such user' },
    }),
    mail(20, { ...ours, text: 'Did the adapter arrive?', delivery: 'unknown', failure: { reason: 'delivery-unknown' } }),
    mail(1, { ...ours, text: 'One more thing: keep the old one for now.', delivery: 'queued' }),
  ];
  const outbox = mails.slice(2).map((entry, index) => ({
    entryId: entry.id,
    accountId: mailAccountId,
    contactId: entry.contactId,
    contactName: 'Maren Schulte',
    to: entry.to,
    subject: entry.subject ?? '',
    state: (['refused', 'unknown', 'queued'] as const)[index]!,
    failure: entry.failure,
    attempts: index === 2 ? 0 : 1,
    dueAt: at + 8_000,
    createdAt: entry.at,
  }));
  return { entries: [...world.entries, ...mails], outbox };
}

const dialField = (page: Page) => page.locator('#dial-field');

export const scenes: Readonly<Record<string, Scene>> = {
  ...lineScenes,
  ...readingScenes,
  ...transferScenes,
  ...conferenceScenes,
  ...colleaguesScenes,
  mail: { world: withMails, act: openMaren },
  ...writingScenes(withMails, openMaren),
  ...qualityScenes(openMaren),
  ...recordingScenes(openMaren),
  outbox: {
    world: withMails,
    act: async (desk) => {
      await openMaren(desk);
      await desk.page.getByRole('button', { name: /^(Outbox|Postausgang)/ }).click();
      await desk.page.mouse.move(640, 790);
    },
  },
  ...accountScenes,
  ...certificateScenes,
  ...rulesScenes,
  ...soundScenes,
  'first-run': { world: () => ({ application: { ...application, workspace: 'empty' }, accounts: [], statuses: [], recent: [], contacts: [] }) },
  'first-run-account': {
    world: () => ({ application: { ...application, workspace: 'empty', vaultProtection: 'session' }, accounts: [], statuses: [] }),
    act: async ({ page }) => {
      await page.getByRole('button').first().click();
      await page.locator('form').waitFor();
    },
  },
  idle: {
    act: async (desk) => {
      await openCalls(desk);
      await openMaren(desk);
    },
  },
  inbox: { world: withMails, act: openMaren },
  'inbox-row': {
    act: async ({ page }) => {
      await page.getByTestId('inbox-row').nth(1).hover();
    },
  },
  'inbox-empty': { world: () => ({ inbox: [] }) },
  'inbox-no-mailbox': {
    world: () => ({ inbox: [], channelAccounts: [], channelStatuses: [] }),
    act: async ({ page }) => page.getByRole('button', { name: /^(Inbox|Posteingang)$/ }).click(),
  },
  'inbox-all': {
    world: () => ({ channelAccounts: [buildMailAccount(), buildMailAccount({ id: accountIdSchema.parse(10), label: 'Sales' })] }),
    act: async ({ page }) => {
      await page.getByRole('radio', { name: /^(All|Alle)$/ }).click();
      await page.locator('[data-state="done"]').waitFor();
    },
  },
  'inbox-found-nothing': {
    act: async ({ page }) => {
      await page.locator('[name="inbox-search"]').fill('nobody');
      await page.getByText(/Nothing matches|Nichts passt/).waitFor();
    },
  },
  'inbox-snooze': {
    act: async ({ page }) => {
      await page.getByTestId('inbox-row').first().waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('z');
      await page.getByRole('dialog').waitFor();
    },
  },
  'inbox-tags': {
    act: async ({ page }) => {
      await page.getByTestId('inbox-row').first().waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('l');
      await page.getByRole('dialog').waitFor();
    },
  },
  'inbox-a-lot': {
    world: () => {
      const name = 'Dr.-Ing. Maximiliane Freifrau von Hohenfels-Schwarzenbach zu Oberstaufen-Kirchheimbolanden';
      const rows = Array.from({ length: 300 }, (_, n) =>
        buildInboxRow({
          conversationId: conversationIdSchema.parse(n + 1),
          contactName: n % 3 === 0 ? name : n % 3 === 1 ? 'شركة الاتصالات المتقدمة للخدمات' : null,
          company: n % 2 ? name : null,
          subject: n % 4 ? `${name} ${name}` : null,
          tags: n % 5 ? [] : ['a very long tag that is hardly readable', 'urgent', 'refund'],
          assignedTo: n % 6 ? null : name,
          unread: n % 7,
          lastAt: Date.now() - n * 3_600_000,
        }),
      );
      return { inbox: rows };
    },
  },
  'no-calls': { world: () => ({ recent: [], contacts: [], entries: [] }), act: openCalls },
  'ringing-known': { world: () => ({ calls: [ringing()] }), act: openMaren },
  'ringing-unknown': {
    world: () => ({ calls: [ringing(stranger)] }),
    act: async (desk) => {
      await openCalls(desk);
      await desk.page.getByRole('button', { name: '+49 30 5550142', exact: true }).first().click();
    },
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
      const world = inCall({ quality: buildQuality({ mos: 2.6, jitterMs: 60, lossRatio: 0.08, rttMs: 310 }) });
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
      await openCalls(desk);
      await desk.page.getByRole('radio', { name: /^(Missed|Verpasst)$/ }).click();
      await openMaren(desk);
    },
  },
  contacts: {
    act: async ({ page }) => {
      await page.getByRole('button', { name: /^(Contacts|Kontakte)$/ }).click();
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
    act: async ({ page }) => page.getByRole('button', { name: /^(Settings|Einstellungen)$/ }).click(),
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
    act: async (desk) => {
      await openCalls(desk);
      await desk.page.locator('[data-list-row]').first().click();
    },
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
