import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSignIn, folders, openMailbox, openNewMailbox, openSettings, signedIn } from './account-scenes.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';

describe('mailboxes in the settings', () => {
  let desks: DeskBrowser;
  beforeAll(async () => {
    desks = await startDeskBrowser();
  });
  afterAll(() => desks[Symbol.asyncDispose]());

  const inputOf = (desk: OpenDesk, name: string): unknown => desk.main.asked.findLast((call) => call.name === name)?.input;

  it('signs a new mailbox in at its provider, and keeps what came of it with the form', async () => {
    const waiting = buildSignIn();
    await using desk = await desks.open({ signIns: [waiting] });
    const { page, main } = desk;
    await openNewMailbox(page);
    await page.getByLabel('E-mail address').fill('press@example.org');
    await page.getByRole('button', { name: /Log in with/ }).click();
    await page.getByRole('option', { name: 'Google sign-in' }).click();
    const begin = page.getByRole('button', { name: 'Sign in in the browser' });
    expect(await begin.isDisabled()).toBe(true);
    await page.getByLabel('Client ID').fill('4711.apps.example.org');
    await page.getByText('More', { exact: true }).click();
    await page.getByLabel('Server for reading (IMAP)').last().fill('imap.example.org');
    await page.getByLabel('Server for sending (SMTP)').last().fill('smtp.example.org');
    await begin.click();
    await page.getByText('A page of the provider is open in your browser.').waitFor();
    expect(inputOf(desk, 'sign-in.begin')).toMatchObject({
      accountId: null,
      way: 'browser',
      draft: { login: { kind: 'oauth', client: { provider: 'google', clientId: '4711.apps.example.org' } } },
    });
    main.emit('sign-in.changed', { signIns: [{ ...waiting, state: 'done' }] });
    await page.getByText('Signed in.', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(inputOf(desk, 'channels.add')).toMatchObject({ signInId: waiting.id, password: null });
    expect(desk.faults).toEqual([]);
    expect(main.incidents).toEqual([]);
  });

  it('gives a sign-in up with the form it was begun in, and with another client', async () => {
    const done = buildSignIn({ state: 'done' });
    await using desk = await desks.open({ channelAccounts: [signedIn('microsoft')], signIns: [done] });
    const { page, main } = desk;
    await openMailbox(page);
    await page.getByRole('button', { name: 'Sign in in the browser' }).click();
    await page.getByText('Signed in.', { exact: true }).waitFor();
    await page.getByLabel('Client ID').fill('another');
    await page.getByText('Not signed in yet.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(inputOf(desk, 'channels.edit')).toMatchObject({ draft: { signInId: null } });
    expect(main.asked.filter(({ name }) => name === 'sign-in.cancel')).toHaveLength(1);
    await openMailbox(page);
    await page.getByRole('button', { name: 'Sign in with a code' }).click();
    await page.getByText('Signed in.', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => main.asked.filter(({ name }) => name === 'sign-in.cancel').length).toBe(2);
  });

  it('signs an account in again from the list, without its form', async () => {
    const account = signedIn('microsoft');
    const waiting = buildSignIn({ accountId: account.id, way: 'device', isOpened: false, userCode: 'WDJB-MJHT' });
    await using desk = await desks.open({
      channelAccounts: [account],
      channelStatuses: [
        {
          accountId: account.id,
          state: 'auth-needed',
          failure: { reason: 'sign-in-needed' },
          lastSuccessAt: null,
          nextTryAt: null,
          progress: null,
          isBackfillPaused: false,
        },
      ],
      signIns: [waiting],
    });
    const { page, main } = desk;
    await openSettings(page);
    await page.getByText('Sign-in needed').waitFor();
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByRole('button', { name: 'Sign in with a code' }).click();
    await page.getByText('WDJB-MJHT').waitFor();
    expect(inputOf(desk, 'sign-in.begin')).toEqual({ accountId: account.id, draft: null, way: 'device' });
    main.emit('sign-in.changed', { signIns: [{ ...waiting, state: 'done' }] });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(desk.faults).toEqual([]);
  });

  it('lets folders be chosen, and where copies of what is sent are kept', async () => {
    await using desk = await desks.open({ folders });
    const { page } = desk;
    await openMailbox(page);
    await page.getByText('Inbox, Sent and Archive are read').waitFor();
    await page.getByRole('button', { name: 'Choose folders' }).click();
    const box = (name: string) => page.getByRole('checkbox', { name });
    expect(await box('Archive').isChecked()).toBe(true);
    expect(await box('INBOX (always read)').isDisabled()).toBe(true);
    expect(await box('Sent (always read)').isDisabled()).toBe(true);
    await page.getByText('Orders 2026', { exact: true }).click();
    await page.getByRole('dialog').getByText('Archive', { exact: true }).first().click();
    await page.getByRole('button', { name: /Keep copies of what is sent in/ }).click();
    await page.getByRole('option', { name: 'Nowhere' }).click();
    await page.getByText('Leave the mailbox as it is').click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(inputOf(desk, 'channels.edit')).toMatchObject({
      draft: { folders: { read: ['Customers/Orders 2026'], sent: null }, isLeftAsIs: true },
    });
    expect(desk.faults).toEqual([]);
  });

  it('puts older mails off, and goes on with them', async () => {
    await using desk = await desks.open();
    const { page, main } = desk;
    const [status] = main.world.channelStatuses;
    const tell = (isBackfillPaused: boolean) =>
      main.emit('channels.changed', {
        accounts: main.world.channelAccounts,
        statuses: [{ ...status!, progress: { done: 900, total: 12_400 }, isBackfillPaused }],
      });
    await openSettings(page);
    tell(false);
    await page.getByRole('button', { name: /^Fetch older mails later/ }).click();
    expect(inputOf(desk, 'channels.set-backfill-paused')).toEqual({ accountId: status!.accountId, isPaused: true });
    tell(true);
    await page.getByText('Older mails wait: 900 of 12,400').waitFor();
    await page.getByRole('button', { name: /^Go on fetching older mails/ }).click();
    expect(inputOf(desk, 'channels.set-backfill-paused')).toEqual({ accountId: status!.accountId, isPaused: false });
  });
});
