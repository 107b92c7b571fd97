import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { ask, until } from '../e2e/harness/remote-desk.ts';
import { mailDraft, rawMail } from './scenes/mailbox.ts';
import { mailPassword, mailPorts, startMailbed, type Mailbed } from './testbed/mailbed.ts';

let bed: Mailbed;
let desktop: Desktop;
beforeAll(async () => {
  bed = await startMailbed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(async () => {
  desktop = await startDesktop();
});
afterEach(() => desktop[Symbol.asyncDispose]());

const fromCustomer = (fields: Parameters<typeof rawMail>[0]): Promise<void> =>
  bed.submit({
    from: 'customer@test.invalid',
    to: 'agent1@test.invalid',
    raw: rawMail({ from: '"Maren Schulte" <customer@test.invalid>', ...fields }),
  });

async function subjectsOfCustomer(): Promise<{ subject: string; inReplyTo: string }[]> {
  await using box = await bed.open('customer');
  await box.mailboxOpen('INBOX');
  const all = await box.fetchAll('1:*', { envelope: true });
  return all.map(({ envelope }) => ({ subject: envelope?.subject ?? '', inReplyTo: envelope?.inReplyTo ?? '' }));
}

const upToDate = () =>
  until(
    async () => {
      const { accounts, statuses } = await ask(desktop, 'channels.list', {});
      // That of practice is read in no time.
      const real = accounts.find(({ kind }) => kind === 'email-imap');
      return statuses.some(({ accountId, state, progress }) => accountId === real?.id && state === 'ok' && progress === null);
    },
    'the mailbox is read',
    20_000,
  );

async function openCustomer(): Promise<void> {
  const view = await desktop.view();
  await view.getByRole('button', { name: 'Contacts', exact: true }).click();
  await view.getByText('Maren Schulte', { exact: true }).first().click();
  await view.getByRole('heading', { name: 'Maren Schulte' }).waitFor();
}

describe('mail in the real window', () => {
  it('is read, answered and sent through the form and the screen', async () => {
    await fromCustomer({ subject: 'The router is silent', text: 'Since this morning.', id: 'silent@example.org' });
    // Any account leads past the first run.
    await ask(desktop, 'practice.start', {});
    const view = await desktop.view();
    await view.getByText('everything here is invented').waitFor();
    await view.getByRole('button', { name: 'Settings', exact: true }).click();
    await view.getByRole('button', { name: 'Add mailbox' }).click();
    await view.getByLabel('E-mail address').fill('agent1@test.invalid');
    await view.getByRole('textbox', { name: 'Password', exact: true }).fill(mailPassword);
    await view.getByText('Guessed from the address: please check these.').waitFor();
    for (const [label, port] of [
      ['Server for reading (IMAP)', mailPorts.imap],
      ['Server for sending (SMTP)', mailPorts.subm],
    ] as const) {
      const row = view.getByRole('group', { name: label });
      await row.getByLabel(label).fill('127.0.0.1');
      await row.getByLabel('Port').fill(String(port));
      await row.getByRole('button').click();
      await view.getByRole('option', { name: 'None' }).click();
    }
    await view.getByRole('button', { name: 'Test', exact: true }).click();
    await view.getByText('Both ways work.').waitFor();
    await view.getByRole('button', { name: 'Save', exact: true }).click();
    await upToDate();

    await openCustomer();
    const line = view.getByRole('region', { name: 'Timeline' });
    await line.getByText('Since this morning.').waitFor();
    // While it is open the next one appears by itself.
    await fromCustomer({ subject: 'Re: The router is silent', text: 'And now it is loud.', headers: ['In-Reply-To: <silent@example.org>'] });
    await line.getByText('And now it is loud.').waitFor();

    await line.getByRole('button', { name: 'Reply' }).first().click();
    await view.getByTestId('mail-text').fill('We send you another one.');
    await view.getByRole('button', { name: 'Send', exact: true }).click();
    await line.getByText('We send you another one.').waitFor();
    await line.getByRole('button', { name: 'Send now' }).click();
    await line.locator('[data-testid="message"][data-delivery="accepted"]').filter({ hasText: 'We send you another one.' }).waitFor();
    await until(
      async () =>
        (await subjectsOfCustomer()).some(({ subject, inReplyTo }) => subject === 'Re: The router is silent' && inReplyTo === '<silent@example.org>'),
      'the reply',
    );
    expect(desktop.faults).toEqual([]);
  });

  it('without a network everything is there, is written on, and goes out once when it is back', async () => {
    await fromCustomer({ subject: 'Offline', text: 'Read me in the tunnel.' });
    // This machine has no keyring: the password must outlive the restart.
    await ask(desktop, 'settings.edit', { isUnprotectedVaultAccepted: true });
    await ask(desktop, 'channels.add', mailDraft('agent1'));
    await upToDate();
    const { profile } = desktop;
    await bed.stop();
    await desktop.quit();
    await using again = await startDesktop({ profile });
    const view = await again.view();
    await view.getByRole('button', { name: 'Contacts', exact: true }).click();
    await view.getByText('Maren Schulte', { exact: true }).first().click();
    const line = view.getByRole('region', { name: 'Timeline' });
    await line.getByText('Read me in the tunnel.').waitFor();
    await line.getByRole('button', { name: 'Reply' }).last().click();
    await view.getByTestId('mail-text').fill('Written in the tunnel.');
    await view.getByRole('button', { name: 'Send', exact: true }).click();
    await line.getByRole('button', { name: 'Send now' }).click();
    const written = (delivery: string) =>
      line.locator(`[data-testid="message"][data-delivery="${delivery}"]`).filter({ hasText: 'Written in the tunnel.' });
    await written('queued').waitFor();
    await bed.start();
    await ask(again, 'channels.retry', { accountId: (await ask(again, 'channels.list', {})).accounts[0]!.id });
    await line.getByRole('button', { name: 'Send now' }).click();
    await written('accepted').waitFor();
    await until(async () => (await subjectsOfCustomer()).filter(({ subject }) => subject === 'Re: Offline').length === 1, 'exactly one reply');
  });

  it('a mail that attacks runs nothing, asks nobody and leads nowhere, also where it is shown as it was sent', async () => {
    const asked: string[] = [];
    const trap = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('x');
    });
    await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
    const attack = [
      `<script>window.top.attacked = 1; fetch('${url}/script')</script>`,
      `<img src="${url}/pixel" onerror="window.top.attacked = 1" onload="window.top.attacked = 1">`,
      `<img src=x onerror="fetch('${url}/onerror')">`,
      `<div style="background:url(${url}/css);position:fixed;inset:0;z-index:99999">over everything</div>`,
      `<style>@import "${url}/import"; * { background: url(${url}/star) }</style>`,
      `<link rel="stylesheet" href="${url}/link"><link rel="prefetch" href="${url}/prefetch"><base href="${url}/">`,
      `<meta http-equiv="refresh" content="0; url=${url}/refresh">`,
      `<iframe src="${url}/frame"></iframe><object data="${url}/object"></object><embed src="${url}/embed">`,
      `<svg onload="window.top.attacked = 1"><image href="${url}/svg"/></svg><video src="${url}/video" autoplay></video>`,
      `<form action="${url}/form"><input autofocus onfocus="window.top.attacked = 1"><button>Go</button></form>`,
      `<a href="${url}/away" target="_top">Click me</a><a href="javascript:window.top.attacked=1">or me</a>`,
      `<picture><source srcset="${url}/source"><img srcset="${url}/set 1x, ${url}/set2 2x" src="${url}/picture"></picture>`,
      `<svg><a href="${url}/svg-link"><text>svg</text></a><style>@import url(${url}/svg-style)</style><use href="${url}/use#x"/><foreignObject><iframe src="${url}/foreign"></iframe></foreignObject></svg>`,
      `<math><mtext><img src="${url}/math" onerror="window.top.attacked = 1"></mtext></math><table background="${url}/table"><td background="${url}/cell">x</td></table>`,
      `<div style="width:100vw;height:100vh;position:absolute;top:0;background-image:image-set(url(${url}/image-set) 1x)">overlay</div>`,
      `<style>@import '${url}/css-import'; @font-face { font-family: x; src: url(${url}/font) } body { cursor: url(${url}/cursor), auto; content: url(${url}/content) }</style>`,
      `<base target="_top" href="${url}/base/"><a href="data:text/html,<script>window.top.attacked=1</script>">data link</a><a href="vbscript:x">vb</a>`,
      `<a href="${url}/ping-target" ping="${url}/ping">pinged</a><map name="m"><area shape="rect" coords="0,0,999,999" href="${url}/area"></map><img usemap="#m" src="cid:none">`,
      `<input type="image" src="${url}/input-image"><button formaction="${url}/formaction">b</button><isindex action="${url}/isindex"><keygen autofocus onfocus="window.top.attacked = 1">`,
      `<audio src="${url}/audio" autoplay></audio><video poster="${url}/poster"><track src="${url}/track"></video><applet code="${url}/applet"></applet><bgsound src="${url}/bgsound">`,
      `<template><img src="${url}/template"></template><noscript><p title="</noscript><img src=${url}/noscript onerror=window.top.attacked=1>"></noscript>`,
      `<details open ontoggle="window.top.attacked = 1"><summary>s</summary></details><marquee onstart="window.top.attacked = 1">m</marquee><body onload="window.top.attacked = 1" background="${url}/body">`,
      `<a id="location" name="body" href="${url}/clobber">clobber</a><form id="contentDocument"><input name="body"></form>`,
      '<p>The text all of this came with.</p>',
    ].join('\n');
    await fromCustomer({ subject: 'Look at this', text: attack, contentType: 'text/html' });
    await ask(desktop, 'channels.add', mailDraft('agent1'));
    await upToDate();
    await openCustomer();
    const view = await desktop.view();
    const line = view.getByRole('region', { name: 'Timeline' });
    await line.getByText('The text all of this came with.').first().waitFor();
    const here = view.url();
    await line.getByRole('button', { name: 'Show as it was sent' }).last().click();
    const frame = line.frameLocator('iframe');
    await frame.getByText('The text all of this came with.').waitFor();
    await frame.getByText('Click me').click({ force: true });
    // A link asks; nothing has been opened by that.
    await view.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await frame.getByText('Click me').press('Enter');
    await view.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    for (const words of ['or me', 'data link', 'pinged']) await frame.getByText(words).click({ force: true, modifiers: ['Control'] });
    await view.keyboard.press('Escape');
    for (const words of ['Click me', 'pinged']) await frame.getByText(words).click({ force: true, button: 'middle' });
    // Whatever was to be asked for would have been by now.
    await new Promise((done) => setTimeout(done, 1_500));
    expect(asked).toEqual([]);
    expect(await view.evaluate(() => (window as unknown as { attacked?: number }).attacked)).toBeUndefined();
    expect(view.url()).toBe(here);
    expect(desktop.app.windows()).toHaveLength(2);
    await new Promise((done) => trap.close(done));
  });
});
