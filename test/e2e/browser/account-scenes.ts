import type { Page } from 'playwright-core';
import type { MailAccount, ChannelStatus } from '../../../contract/model/channel-account.ts';
import { accountIdSchema } from '../../../contract/model/ids.ts';
import type { MailFolder } from '../../../contract/model/mail-folder.ts';
import type { OAuthProvider } from '../../../contract/model/mail-login.ts';
import { signInIdSchema, type SignIn } from '../../../contract/model/sign-in.ts';
import { buildMailAccount } from '../../fakes/desk-world.ts';
import type { Scene } from './desk-scenes.ts';

const idOf = (n: number) => accountIdSchema.parse(9 + n);

export const openSettings = (page: Page): Promise<void> =>
  page
    .getByRole('navigation')
    .getByRole('button', { name: /^(Settings|Einstellungen)$/ })
    .click();

export async function openNewMailbox(page: Page): Promise<void> {
  await openSettings(page);
  await page.getByRole('button', { name: /^(Add mailbox|Postfach hinzufügen)$/ }).click();
  await page.getByRole('dialog').waitFor();
}

export async function openMailbox(page: Page): Promise<void> {
  await openSettings(page);
  await page
    .getByRole('button', { name: /^(Edit mailbox|Postfach bearbeiten)/ })
    .first()
    .click();
  await page.getByRole('dialog').waitFor();
}

export const signedIn = (provider: OAuthProvider, fields: Partial<MailAccount> = {}) =>
  buildMailAccount({
    login: { kind: 'oauth', client: { provider, clientId: '4711.apps.example.org', tenant: '', issuer: '', scope: '' } },
    ...fields,
  });

export function buildSignIn(fields: Partial<SignIn> = {}): SignIn {
  return {
    id: signInIdSchema.parse('sign-in-1'),
    accountId: null,
    way: 'browser',
    state: 'waiting',
    address: 'https://accounts.example.org/authorize?client_id=4711',
    isOpened: true,
    userCode: null,
    expiresAt: Date.now() + 600_000,
    failure: null,
    ...fields,
  };
}

const folder = (path: string, fields: Partial<MailFolder> = {}): MailFolder => ({
  path,
  name: path.split('/').at(-1)!,
  depth: path.split('/').length - 1,
  use: null,
  isSelectable: true,
  ...fields,
});

export const folders: MailFolder[] = [
  folder('INBOX', { name: 'INBOX', use: 'inbox' }),
  folder('Archive', { use: 'archive' }),
  folder('Customers', { isSelectable: false }),
  folder('Customers/Complaints'),
  folder('Customers/Orders 2026'),
  folder('Drafts', { use: 'drafts' }),
  folder('Sent', { use: 'sent' }),
  folder('Trash', { use: 'trash' }),
];

const standing = (n: number, fields: Partial<ChannelStatus>): ChannelStatus => ({
  accountId: idOf(n),
  state: 'ok',
  failure: null,
  lastSuccessAt: Date.now() - 60_000,
  nextTryAt: null,
  progress: null,
  isBackfillPaused: false,
  ...fields,
});

/** Mailboxes as they are added, and as they may stand. */
export const accountScenes: Readonly<Record<string, Scene>> = {
  'mailbox-new': { act: ({ page }) => openNewMailbox(page) },
  'mailbox-sign-in': {
    world: () => ({ channelAccounts: [signedIn('google')], signIns: [buildSignIn({ accountId: idOf(0) })] }),
    act: async ({ page }) => {
      await openMailbox(page);
      await page.getByRole('button', { name: /^(Sign in in the browser|Im Browser anmelden)$/ }).click();
    },
  },
  'mailbox-sign-in-code': {
    world: () => ({
      channelAccounts: [signedIn('microsoft', { label: 'Sales' })],
      channelStatuses: [standing(0, { state: 'auth-needed', failure: { reason: 'sign-in-needed' } })],
      signIns: [
        buildSignIn({ accountId: idOf(0), way: 'device', isOpened: false, userCode: 'WDJB-MJHT', address: 'https://accounts.example.org/device' }),
      ],
    }),
    act: async ({ page }) => {
      await openSettings(page);
      await page.getByRole('button', { name: /^(Sign in again|Neu anmelden)$/ }).click();
      await page.getByRole('button', { name: /^(Sign in with a code|Mit einem Code anmelden)$/ }).click();
    },
  },
  'mailbox-sign-in-refused': {
    world: () => ({
      channelAccounts: [signedIn('google')],
      signIns: [buildSignIn({ accountId: idOf(0), state: 'failed', failure: { reason: 'sign-in-refused', technical: 'access_denied' } })],
    }),
    act: async ({ page }) => {
      await openMailbox(page);
      await page.getByRole('button', { name: /^(Sign in in the browser|Im Browser anmelden)$/ }).click();
    },
  },
  'mailbox-folders': {
    world: () => ({ folders }),
    act: async ({ page }) => {
      await openMailbox(page);
      await page.getByRole('button', { name: /^(Choose folders|Ordner wählen)$/ }).click();
      await page.getByRole('checkbox').last().scrollIntoViewIfNeeded();
    },
  },
  'mailbox-states': {
    world: () => ({
      channelAccounts: [
        ...(['Support', 'Sales', 'Billing', 'Old'] as const).map((label, n) =>
          buildMailAccount({ id: idOf(n), label, address: `${label.toLowerCase()}@example.org` }),
        ),
        signedIn('google', { id: idOf(4), label: 'Press', address: 'press@example.org' }),
        buildMailAccount({ id: idOf(5), label: 'Returns', address: 'returns@example.org' }),
      ],
      channelStatuses: [
        standing(0, { progress: { done: 4_200, total: 20_000 } }),
        standing(1, {
          state: 'auth-needed',
          failure: { reason: 'password-refused', technical: 'AUTHENTICATIONFAILED' },
          lastSuccessAt: Date.now() - 7_200_000,
        }),
        standing(2, {
          state: 'degraded',
          failure: { reason: 'connection-refused', technical: 'ECONNREFUSED' },
          lastSuccessAt: Date.now() - 600_000,
          nextTryAt: Date.now() + 90_000,
        }),
        standing(3, { state: 'paused', lastSuccessAt: null }),
        standing(4, { state: 'auth-needed', failure: { reason: 'sign-in-needed' }, lastSuccessAt: Date.now() - 3_600_000 }),
        standing(5, { progress: { done: 900, total: 12_400 }, isBackfillPaused: true }),
      ],
    }),
    act: ({ page }) => openSettings(page),
  },
};
