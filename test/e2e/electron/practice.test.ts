import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, callIn, crash, heardHz, inView, noCalls, until } from '../harness/remote-desk.ts';
import { startDesktop, type Desktop } from '../harness/electron.ts';

describe('the practice workspace in a real window', () => {
  let desktop: Desktop;
  beforeEach(async () => {
    desktop = await startDesktop();
  });
  afterEach(() => desktop[Symbol.asyncDispose]());

  it('takes a new agent from the first run through a whole call to its place on the timeline', async () => {
    const view = await desktop.view();
    await view.getByRole('button', { name: /Try the practice workspace/ }).click();
    await view.getByRole('button', { name: 'Let a customer ring' }).first().click();
    const ringing = view.getByTestId('ringing-call');
    await ringing.waitFor();
    expect(await ringing.textContent()).toContain('Maren Schulte');
    expect(await ringing.textContent()).toContain('Parcel came, but the new router has no power adapter');
    // Screen pop: who rings is on the line already.
    await view.getByRole('heading', { name: 'Maren Schulte' }).waitFor();

    await ringing.getByRole('button', { name: /Answer/ }).click();
    await callIn(desktop, ['connected']);
    expect(await heardHz(await desktop.media())).not.toBeNull();

    await view.getByLabel('Note on this call').fill('Adapter missing, wants it by Friday.');
    await view.getByText('Saved', { exact: true }).first().waitFor();
    await view.getByRole('button', { name: /^Hold/ }).click();
    await callIn(desktop, ['held']);
    await view.getByRole('button', { name: /^Resume/ }).click();
    await callIn(desktop, ['connected']);
    await view.getByRole('button', { name: /^End/ }).click();
    await noCalls(desktop);

    await view.getByRole('button', { name: 'Disposition' }).click();
    await view.getByRole('option', { name: 'Call back' }).click();
    await view.getByRole('button', { name: 'Done', exact: true }).click();
    const line = view.getByRole('region', { name: 'Timeline' });
    await line.getByText('Adapter missing, wants it by Friday.').waitFor();
    await line.getByText(/Incoming · spoke 0:\d\d · Call back/).waitFor();
    expect(desktop.faults).toEqual([]);
  });

  it('answers a mail of the inbox, and sees the customer write back', async () => {
    const view = await desktop.view();
    await view.getByRole('button', { name: /Try the practice workspace/ }).click();
    await view.getByRole('button', { name: /^Inbox/ }).click();
    await view.locator('[data-inbox-row]').filter({ hasText: 'Jonas Okafor' }).locator('[data-list-row]').click();
    await view.getByRole('heading', { name: 'Jonas Okafor' }).waitFor();
    const line = view.getByRole('region', { name: 'Timeline' });
    await line.getByText(/I have now waited nine days/).waitFor();
    await line.getByRole('button', { name: 'Reply', exact: true }).last().click();
    const letter = view.getByRole('region', { name: 'Write an e-mail' });
    await letter.getByText('Jonas Okafor').first().waitFor();
    await letter.getByTestId('mail-text').click();
    await view.keyboard.press('Control+Home');
    await view.keyboard.type('The money leaves tomorrow morning.');
    await letter.getByRole('button', { name: /^Send(?! later)/ }).click();
    await line.getByText('The money leaves tomorrow morning.').first().waitFor();
    await line.getByRole('button', { name: 'Send now' }).click();
    await until(async () => (await ask(desktop, 'outbox.list', {})).items.length === 0, 'the mail is sent');

    const jonas = (await ask(desktop, 'contacts.search', { text: 'Jonas', limit: 1 })).contacts[0]!;
    const newest = async () => (await ask(desktop, 'timeline.open', { contactId: jonas.id, before: null, limit: 2 })).entries;
    expect(await newest()).toMatchObject([
      { direction: 'in' },
      { direction: 'out', delivery: 'accepted', subject: 'Re: Refund for invoice 2026-0988' },
    ]);
    // 8 to 20 seconds, and some for a machine that has other things to do as well.
    await line.getByText(/Best regards\s+Jonas Okafor/).waitFor({ timeout: 40_000 });
    const [own, answer] = await newest();
    expect(own).toMatchObject({ direction: 'out' });
    expect(answer).toMatchObject({ direction: 'in', subject: 'Re: Refund for invoice 2026-0988', conversationId: own!.conversationId });
    const inbox = await ask(desktop, 'inbox.open', { view: 'open', isMine: false, tag: null, text: '', order: 'newest', before: null, limit: 10 });
    expect(inbox.rows[0]).toMatchObject({ contactName: 'Jonas Okafor', state: 'open', lastDirection: 'in' });
    expect(desktop.faults).toEqual([]);
  });

  it('hears its own voice on the echo line, dialled by keyboard', async () => {
    const view = await desktop.view();
    await view.getByRole('button', { name: /Try the practice workspace/ }).click();
    await until(async () => (await ask(desktop, 'accounts.list', {})).statuses[0]?.state === 'ok', 'the practice account registered');
    await view.keyboard.press('Control+k');
    await view.keyboard.type('600');
    await view.keyboard.press('Enter');
    await callIn(desktop, ['connected']);
    await until(async () => Math.abs(((await heardHz(await desktop.media())) ?? 0) - 1_000) < 10, 'the echo of the microphone, 1000 Hz');
    await view.keyboard.press('e');
    await view.keyboard.press('e');
    await noCalls(desktop);
  });

  it('goes on with the call while its window is reloaded and crashes', async () => {
    const view = await desktop.view();
    await view.getByRole('button', { name: /Try the practice workspace/ }).click();
    await until(async () => (await ask(desktop, 'accounts.list', {})).statuses[0]?.state === 'ok', 'the practice account registered');
    await ask(desktop, 'voice.dial', { target: '600', accountId: null, contactId: null, isConfirmed: false });
    await callIn(desktop, ['connected']);

    await view.reload();
    await view.getByTestId('live-call').waitFor();
    await crash(desktop, 'index');
    await until(
      () => inView(desktop, `document.querySelector('[data-testid="live-call"]')?.dataset.state === 'connected'`),
      'the controls are back',
      5_000,
    );
    expect(Math.abs(((await heardHz(await desktop.media())) ?? 0) - 1_000)).toBeLessThan(10);
    await inView(desktop, `[...document.querySelectorAll('button')].find((button) => button.textContent.startsWith('End')).click()`);
    await noCalls(desktop);
  });
});
