import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContractError } from '../../../contract/errors.ts';
import type { Settings } from '../../../contract/model/settings.ts';
import { buildAccount } from '../../fakes/desk-world.ts';
import { openSettings } from './account-scenes.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';
import { callerIds, codes, rulesOf } from './rules-scenes.ts';

describe('the rules for calls', () => {
  let desks: DeskBrowser;
  beforeAll(async () => {
    desks = await startDeskBrowser();
  });
  afterAll(() => desks[Symbol.asyncDispose]());

  const inputsOf = ({ main }: OpenDesk, name: string): unknown[] => main.asked.filter((call) => call.name === name).map(({ input }) => input);
  /** Main says what was stored. */
  function tell({ main }: OpenDesk, change: Partial<Settings> = {}): void {
    main.world.settings = { ...main.world.settings, ...change };
    main.emit('settings.changed', main.world.settings);
  }
  const stateButton = ({ page }: OpenDesk) => page.getByRole('button', { name: /^Your state/ });

  it('do not disturb is one click in the agent’s menu, stands in the frame, and goes with another', async () => {
    await using desk = await desks.open();
    const { page } = desk;
    await stateButton(desk).click();
    await page.getByRole('menuitemradio', { name: 'Do not disturb' }).click();
    await expect.poll(() => inputsOf(desk, 'settings.edit')).toEqual([{ isDoNotDisturb: true }]);
    tell(desk);
    await page.getByRole('button', { name: /^Your state: .*Do not disturb/ }).click();
    await page.getByRole('menuitemradio', { name: 'Stop do not disturb' }).click();
    await expect.poll(() => inputsOf(desk, 'settings.edit').at(-1)).toEqual({ isDoNotDisturb: false });
    expect(inputsOf(desk, 'agent.choose')).toEqual([]);
    expect(desk.faults).toEqual([]);
  });

  it('what callers hear, call waiting and answering by itself are chosen in the settings', async () => {
    await using desk = await desks.open();
    const { page } = desk;
    await openSettings(page);
    const choose = async (label: RegExp, option: string): Promise<void> => {
      await rulesOf(desk).getByRole('button', { name: label }).click();
      await page.getByRole('option', { name: option }).click();
      await page.getByRole('listbox').waitFor({ state: 'detached' });
      tell(desk);
    };
    await choose(/callers hear/, 'Not available (480)');
    await choose(/A second call/, 'Callers hear busy');
    await choose(/Answer by itself/, 'Every call');
    const seconds = rulesOf(desk).getByLabel('After seconds', { exact: true });
    await seconds.fill('90');
    await seconds.blur();
    await expect
      .poll(() => inputsOf(desk, 'settings.edit'))
      .toEqual([{ doNotDisturbStatus: 480 }, { callWaiting: 'busy' }, { autoAnswer: 'all' }, { autoAnswerAfterMs: 60_000 }]);
    expect([...desk.faults, ...desk.main.incidents]).toEqual([]);
  });

  it('forwarding is switched on with a number, says in the frame where calls go, and is switched off', async () => {
    await using desk = await desks.open();
    const { page, main } = desk;
    await openSettings(page);
    const start = rulesOf(desk).getByRole('button', { name: 'Forward: All calls' });
    expect(await start.isDisabled()).toBe(true);
    await rulesOf(desk).getByRole('textbox', { name: 'All calls' }).fill('112');
    main.fail('rules.forward', new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'target' } }));
    await start.click();
    await rulesOf(desk).getByText('This entry cannot be read. Check its spelling.').waitFor();
    main.heal('rules.forward');
    await rulesOf(desk).getByRole('textbox', { name: 'All calls' }).fill('+49 30 5550142');
    await start.click();
    await expect.poll(() => inputsOf(desk, 'rules.forward').at(-1)).toEqual({ when: 'always', way: 'phone', target: '+49 30 5550142' });
    const { forwards } = main.world.settings;
    tell(desk, { forwards: { ...forwards, always: { way: 'phone', target: '+49 30 5550142', accountId: null } } });
    await rulesOf(desk).getByText('All calls go to +49 30 5550142').waitFor();
    await page.getByRole('button', { name: /^Your state: .*Forwarding to \+49 30 5550142/ }).click();
    await page.getByRole('menuitemradio', { name: 'All calls go to +49 30 5550142' }).click();
    await rulesOf(desk).getByRole('button', { name: 'Stop: All calls' }).click();
    await expect.poll(() => inputsOf(desk, 'rules.forward').at(-1)).toEqual({ when: 'always', way: 'off', target: '+49 30 5550142' });
    expect([...desk.faults, ...main.incidents]).toEqual([]);
  });

  it('the telephone system forwards where the account has a code for it', async () => {
    await using desk = await desks.open({ accounts: [buildAccount({ forwardCodes: codes })] });
    const { page } = desk;
    await openSettings(page);
    await rulesOf(desk).getByRole('textbox', { name: 'All calls' }).fill('201');
    await rulesOf(desk)
      .getByRole('button', { name: /Forwarded by/ })
      .click();
    await page.getByRole('option', { name: 'Telephone system' }).click();
    await rulesOf(desk).getByRole('button', { name: 'Forward: All calls' }).click();
    await expect.poll(() => inputsOf(desk, 'rules.forward')).toEqual([{ when: 'always', way: 'server', target: '201' }]);
    expect(desk.faults).toEqual([]);
  });

  it('the dial plan is part of the account’s form', async () => {
    await using desk = await desks.open();
    const { page } = desk;
    await openSettings(page);
    await page.getByRole('button', { name: /^Edit account/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('More', { exact: true }).click();
    await dialog.getByLabel('Prefix for outside numbers').fill('0');
    await dialog.getByLabel('Internal numbers').fill('2xx, 70.');
    await dialog.getByRole('button', { name: /Outside numbers are dialled as/ }).click();
    await page.getByRole('option', { name: /within the country/ }).click();
    await dialog.getByLabel(/^Numbers you may show/).fill('+49 30 5550100, ACME Sales\n\n201');
    await dialog.getByText('Codes for forwarding').click();
    await dialog.getByLabel('All calls: on').fill('*21*{target}#');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(inputsOf(desk, 'accounts.edit')).toMatchObject([
      {
        draft: {
          dialPlan: { country: null, outsidePrefix: '0', numberForm: 'national', internalPatterns: ['2xx', '70.'] },
          forwardCodes: { always: { on: '*21*{target}#', off: '' } },
          callerIds: [
            { number: '+49 30 5550100', name: 'ACME Sales' },
            { number: '201', name: '' },
          ],
        },
      },
    ]);
    expect([...desk.faults, ...desk.main.incidents]).toEqual([]);
  });

  it('a call goes out as one of the account’s numbers where the agent chooses it, by keyboard', async () => {
    await using desk = await desks.open({ accounts: [buildAccount({ callerIds })] });
    const { page } = desk;
    const field = page.locator('#dial-field');
    await field.fill('+49 40 5550123');
    await page.getByRole('option', { name: /as ACME Sales/ }).waitFor();
    await field.press('ArrowDown');
    await field.press('Enter');
    await expect.poll(() => inputsOf(desk, 'voice.dial')).toMatchObject([{ target: '+49 40 5550123', callerId: '+49 30 5550100' }]);
    await field.fill('+49 40 5550124');
    await page.getByRole('option', { name: 'Call +49 40 5550124', exact: true }).waitFor();
    await field.press('Enter');
    await expect.poll(() => inputsOf(desk, 'voice.dial').at(-1)).not.toHaveProperty('callerId');
    expect(desk.faults).toEqual([]);
  });

  it('an emergency number asks first, and reminds the agent of the address', async () => {
    await using desk = await desks.open();
    const { page, main } = desk;
    main.fail('voice.dial', new ContractError('refused', { failure: { reason: 'emergency-number' } }));
    await page.locator('#dial-field').fill('112');
    await page.locator('#dial-field').press('Enter');
    await page
      .getByRole('alertdialog')
      .getByText(/say the address first/)
      .waitFor();
  });
});
