import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAccount } from '../../fakes/desk-world.ts';
import { openSettings } from './account-scenes.ts';
import { buildCertificate, changed, failing, fingerprint, lookAtCertificate, refused, testAccount } from './certificate-scenes.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';

describe('a server’s certificate that this computer does not trust', () => {
  let desks: DeskBrowser;
  beforeAll(async () => {
    desks = await startDeskBrowser();
  });
  afterAll(() => desks[Symbol.asyncDispose]());

  const inputsOf = ({ main }: OpenDesk, name: string): unknown[] => main.asked.filter((call) => call.name === name).map(({ input }) => input);
  const [step] = refused({ reason: 'tls-failed' }).steps;

  it('is shown by the test, taken when the agent says so, and saved with the account', async () => {
    const certificate = buildCertificate();
    await using desk = await desks.open({ testResult: refused({ reason: 'tls-untrusted', certificate }) });
    const { page, main } = desk;
    await testAccount(desk);
    const question = page.getByRole('region', { name: 'Certificate of the server' });
    for (const said of ['pbx.example.org', 'Example Works CA, Example Works', 'Sep 1, 2026 to Sep 1, 2027', fingerprint('4B'), fingerprint('A7')])
      expect(await question.getByText(said, { exact: true }).count()).toBe(1);
    main.world.testResult = { isRegistered: true, steps: [step!], failure: null };
    await question.getByRole('button', { name: 'Trust this authority' }).click();
    await page.getByText('Everything works').waitFor();
    await question.waitFor({ state: 'detached' });
    expect(inputsOf(desk, 'accounts.test')).toMatchObject([{ draft: { trusted: null } }, { draft: { trusted: certificate.offer } }]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(inputsOf(desk, 'accounts.edit')).toMatchObject([{ draft: { trusted: certificate.offer, password: null } }]);
    expect([...desk.faults, ...main.incidents]).toEqual([]);
  });

  it('that is another one than before is asked about from the list, both fingerprints side by side', async () => {
    await using desk = await desks.open({ statuses: failing(changed) });
    const { page, main } = desk;
    await lookAtCertificate(desk);
    const question = page.getByRole('dialog').getByRole('region', { name: 'Certificate of the server' });
    await question.getByText('The server shows another certificate than before.').waitFor();
    expect(await question.getByRole('definition').allTextContents()).toEqual(
      expect.arrayContaining([fingerprint('11'), fingerprint('4B'), 'itself', 'pbx.example.org']),
    );
    await question.getByRole('button', { name: 'Trust this certificate' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(inputsOf(desk, 'accounts.edit')).toMatchObject([{ accountId: 1, draft: { trusted: changed.certificate!.offer, password: null } }]);
    expect([...desk.faults, ...main.incidents]).toEqual([]);
  });

  it('is trusted no longer when the agent says so; a proxy is entered beside it', async () => {
    const trusted = { fingerprint: fingerprint('4B'), authorityPem: null };
    await using desk = await desks.open({ accounts: [buildAccount({ trusted })] });
    const { page } = desk;
    await openSettings(page);
    await page.getByRole('button', { name: /^Edit account/ }).click();
    await page.getByText('More', { exact: true }).click();
    await page.getByLabel('Outbound proxy').fill('edge.example.org:5061');
    await page.getByRole('button', { name: 'Trust it no longer' }).click();
    await page.getByText('Trusts a certificate').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(inputsOf(desk, 'accounts.edit')).toMatchObject([{ draft: { trusted: null, outboundProxy: 'edge.example.org:5061' } }]);
    expect(desk.faults).toEqual([]);
  });
});
