import { noForwardCodes, type Forward } from '../../../contract/model/call-rules.ts';
import { buildAccount, buildLiveCall, buildSettings } from '../../fakes/desk-world.ts';
import { openSettings } from './account-scenes.ts';
import type { OpenDesk } from './desk-browser.ts';
import type { Scene } from './desk-scenes.ts';

const off: Forward = { way: 'off', target: '', accountId: null };
export const codes = { ...noForwardCodes, always: { on: '*21*{target}#', off: '#21#' } };

export const callerIds = [{ number: '+49 30 5550100', name: 'ACME Sales' }];

export const rulesOf = ({ page }: OpenDesk) => page.getByRole('region', { name: /^(Rules for calls|Regeln für Anrufe)$/ });

async function openRules(desk: OpenDesk): Promise<void> {
  await openSettings(desk.page);
  await rulesOf(desk).scrollIntoViewIfNeeded();
}

/** The agent's rules: as they are set, and in force. */
export const rulesScenes: Readonly<Record<string, Scene>> = {
  rules: { world: () => ({ accounts: [buildAccount({ forwardCodes: codes })] }), act: openRules },
  'rules-in-force': {
    world: () => ({
      settings: buildSettings({
        isDoNotDisturb: true,
        autoAnswer: 'all',
        forwards: {
          always: { way: 'phone', target: '+49 30 5550142', accountId: null },
          busy: off,
          noAnswer: { way: 'server', target: 'voicemail@pbx.example.org', accountId: null },
        },
      }),
    }),
    act: openRules,
  },
  'rules-menu': {
    world: () => ({
      settings: buildSettings({
        autoAnswer: 'all',
        forwards: { always: { way: 'phone', target: '+49 30 5550142', accountId: null }, busy: off, noAnswer: off },
      }),
    }),
    act: async ({ page }) => {
      await page.locator('header').getByRole('button').first().click();
      await page.getByRole('menu').waitFor();
    },
  },
  'answers-itself': {
    world: () => ({
      calls: [
        buildLiveCall({
          state: 'ringing',
          startedAt: Date.now(),
          answeredAt: null,
          isCurrent: false,
          quality: null,
          answersAt: Date.now() + 600_000,
        }),
      ],
    }),
  },
  'dial-as': {
    world: () => ({ accounts: [buildAccount({ callerIds })] }),
    act: async ({ page }) => {
      await page.locator('#dial-field').fill('+49 40 5550123');
      await page.getByRole('option').nth(1).waitFor();
    },
  },
  'dial-plan': {
    world: () => ({
      accounts: [
        buildAccount({
          forwardCodes: codes,
          dialPlan: { country: 'DE', outsidePrefix: '0', numberForm: 'national', internalPatterns: ['2xx', '70.'] },
          callerIds,
        }),
      ],
    }),
    act: async ({ page }) => {
      await openSettings(page);
      await page.getByRole('button', { name: /^(Edit account|Konto bearbeiten)/ }).click();
      await page
        .getByRole('dialog')
        .getByText(/^(More|Mehr)$/)
        .click();
      await page.getByText(/^(Codes for forwarding|Codes für Rufumleitung)$/).click();
      await page.getByLabel(/^(Prefix for outside numbers|Amtsholung)$/).scrollIntoViewIfNeeded();
    },
  },
};
