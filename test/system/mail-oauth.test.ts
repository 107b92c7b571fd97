import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelStatus, MailAccount, MailAccountDraft } from '../../contract/model/channel-account.ts';
import type { SignIn, SignInWay } from '../../contract/model/sign-in.ts';
import { until } from '../e2e/harness/remote-desk.ts';
import { allMessages, mailDraft, mailStatus, rawMail, upToDate } from './scenes/mailbox.ts';
import { startMailbed, tokenKey, type Mailbed } from './testbed/mailbed.ts';
import { browse, oauthClient, startOAuthServer, type OAuthServer } from './testbed/oauth-server.ts';
import { startRealCore, type RealCore } from './testbed/real-core.ts';

let bed: Mailbed;
let oauth: OAuthServer;
let core: RealCore;
beforeAll(async () => {
  bed = await startMailbed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(async () => {
  oauth = await startOAuthServer(tokenKey);
  core = startRealCore();
  await core.view.call('settings.edit', { undoSendMs: 0 });
  await using box = await bed.open('agent1');
  for (const folder of ['INBOX', 'Sent']) {
    await box.mailboxOpen(folder);
    await box.messageDelete('1:*');
  }
});
afterEach(async () => {
  await core[Symbol.asyncDispose]();
  await oauth[Symbol.asyncDispose]();
});

const draft = (fields: Partial<MailAccountDraft> = {}): MailAccountDraft =>
  mailDraft('agent1', { password: null, login: { kind: 'oauth', client: oauthClient }, ...fields });

const begin = (way: SignInWay = 'browser'): Promise<SignIn> => core.view.call('sign-in.begin', { accountId: null, draft: draft(), way });

async function ended({ id }: SignIn): Promise<SignIn> {
  return until(async () => {
    const { signIns } = await core.view.call('sign-in.list', {});
    return signIns.find((one) => one.id === id && one.state !== 'waiting');
  }, 'the end of the sign-in');
}

async function addSignedIn(): Promise<MailAccount> {
  const signIn = await begin();
  await browse(signIn.address);
  expect((await ended(signIn)).state).toBe('done');
  return core.view.call('channels.add', draft({ signInId: signIn.id }));
}

const write = (account: MailAccount, subject: string) =>
  core.view.call('messages.send', {
    accountId: account.id,
    contactId: null,
    answersId: null,
    to: [{ name: null, address: 'customer@test.invalid' }],
    cc: [],
    bcc: [],
    subject,
    text: 'It is on its way.',
    html: null,
    sendAt: null,
  });

async function subjectsOf(user: string): Promise<(string | undefined)[]> {
  await using box = await bed.open(user);
  await box.mailboxOpen('INBOX');
  return (await box.fetchAll('1:*', { envelope: true })).map(({ envelope }) => envelope?.subject);
}

/** What reads and what waits for news must log in again. */
const reconnect = (): void => bed.kick('agent1');
const arrives = async (subject: string): Promise<void> => {
  await bed.deliver('agent1', rawMail({ subject }));
  core.returnNetwork();
  await until(async () => (await allMessages(core)).some((mail) => mail.subject === subject), `the mail ${subject}`, 30_000);
};

describe('signing in at a provider', () => {
  it('in the browser: a page that leads back to this computer, and mails come and go with what was granted', async () => {
    const signIn = await begin();
    expect(core.desktop.openedLinks).toEqual([signIn.address]);
    const asked = new URL(signIn.address).searchParams;
    expect([asked.get('code_challenge_method'), asked.get('response_type'), asked.get('login_hint')]).toEqual([
      'S256',
      'code',
      'agent1@test.invalid',
    ]);
    expect(asked.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const last = await browse(signIn.address);
    expect(last).toMatchObject({ status: 200, text: expect.stringContaining('You can close this window.') as unknown });
    await ended(signIn);
    const test = await core.view.call('channels.test', { draft: draft({ signInId: signIn.id }), accountId: null });
    expect(test).toMatchObject({ isWorking: true });
    const account = await core.view.call('channels.add', draft({ signInId: signIn.id }));
    await upToDate(core);
    await arrives('For whoever signed in');
    await write(account, 'To a customer');
    await until(async () => (await subjectsOf('customer')).includes('To a customer'), 'the answer in the customer’s mailbox');
  });

  it('on another device: a code to be typed in there', async () => {
    const signIn = await begin('device');
    expect(signIn.userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    await browse(signIn.address);
    expect((await ended(signIn)).state).toBe('done');
    await core.view.call('channels.add', draft({ signInId: signIn.id }));
    await upToDate(core);
  });

  it('an answer with another state is refused, and so is a second one', async () => {
    const signIn = await begin();
    const redirect = new URL(new URL(signIn.address).searchParams.get('redirect_uri')!);
    const forged = new URL(`?code=stolen&state=guessed`, redirect);
    expect((await fetch(forged)).status).toBe(400);
    expect((await fetch(new URL('?state=', redirect))).status).toBe(400);
    expect((await fetch(new URL('/other', redirect))).status).toBe(404);
    expect((await core.view.call('sign-in.list', {})).signIns[0]!.state).toBe('waiting');
    const right = await browse(signIn.address);
    expect((await ended(signIn)).state).toBe('done');
    await expect(fetch(right.address)).rejects.toThrow();
  });

  it('declined, given up or begun anew: said, and nothing listens any longer', async () => {
    oauth.answer.isAllowed = false;
    const declined = await begin();
    await browse(declined.address);
    expect((await ended(declined)).failure?.reason).toBe('sign-in-refused');
    oauth.answer.isAllowed = true;
    const first = await begin();
    const second = await begin();
    await expect(fetch(new URL(first.address).searchParams.get('redirect_uri')!)).rejects.toThrow();
    await core.view.call('sign-in.cancel', { signInId: second.id });
    await expect(fetch(new URL(second.address).searchParams.get('redirect_uri')!)).rejects.toThrow();
    expect((await core.view.call('sign-in.list', {})).signIns).toEqual([]);
    await expect(core.view.call('channels.add', draft({ signInId: second.id }))).rejects.toMatchObject({ failure: { reason: 'sign-in-needed' } });
    expect((await core.view.call('channels.list', {})).accounts).toEqual([]);
  });

  it('an unknown client, or a provider that is not there, is said at once', async () => {
    const wrong = draft({ login: { kind: 'oauth', client: { ...oauthClient, issuer: 'http://127.0.0.1:14181' } } });
    await expect(core.view.call('sign-in.begin', { accountId: null, draft: wrong, way: 'browser' })).rejects.toMatchObject({
      failure: { reason: 'connection-refused' },
    });
    const unknown = draft({ login: { kind: 'oauth', client: { ...oauthClient, clientId: 'nobody' } } });
    await expect(core.view.call('sign-in.begin', { accountId: null, draft: unknown, way: 'device' })).rejects.toMatchObject({
      failure: { reason: 'client-refused' },
    });
  });
});

describe('what was granted', () => {
  it('is renewed unseen where it has expired: once for all who need it, and the new refresh token is the one that is kept', async () => {
    oauth.lifetime = { realS: 3, saidS: 3 };
    const account = await addSignedIn();
    await upToDate(core);
    const kept = (): string => [...core.vault.kept].find(([name]) => name.endsWith(':oauth'))![1];
    const [before, count] = [kept(), oauth.refreshes];
    await until(() => Promise.resolve(isExpired(before)), 'its end');
    oauth.lifetime = { realS: 3_600, saidS: 3_600 };
    // Reading, waiting for news and sending need it at once.
    reconnect();
    await write(account, 'With a renewed token');
    await arrives('After the token had expired');
    await until(async () => (await subjectsOf('customer')).includes('With a renewed token'), 'the answer in the customer’s mailbox');
    expect(oauth.refreshes).toBe(count + 1);
    expect(grantOf(kept()).refreshToken).not.toBe(grantOf(before).refreshToken);
    expect(core.logger.lines.filter(({ event }) => event === 'sync-failed')).toEqual([]);
  });

  it('is renewed once where the server refuses it before its time', async () => {
    oauth.lifetime = { realS: 2, saidS: 3_600 };
    await addSignedIn();
    await upToDate(core);
    const count = oauth.refreshes;
    await new Promise((done) => setTimeout(done, 2_500));
    oauth.lifetime = { realS: 3_600, saidS: 3_600 };
    reconnect();
    await arrives('After the server had refused it');
    expect(oauth.refreshes).toBe(count + 1);
  });

  it('taken back at the provider: said, not tried again; signed in again, everything is as before', async () => {
    oauth.lifetime = { realS: 2, saidS: 2 };
    const { id } = await addSignedIn();
    await upToDate(core);
    await oauth.revoke();
    await new Promise((done) => setTimeout(done, 2_100));
    // A look through a connection that is only just being cut says nothing of the login.
    let status: ChannelStatus | null = null;
    for (let n = 0; n < 6 && !status; n += 1) {
      reconnect();
      core.returnNetwork();
      status = await mailStatus(core, ({ state }) => state === 'auth-needed', 5_000).catch(() => null);
    }
    expect(status?.failure?.reason).toBe('sign-in-needed');
    expect(status?.nextTryAt).toBeNull();
    oauth.lifetime = { realS: 3_600, saidS: 3_600 };
    const again = await core.view.call('sign-in.begin', { accountId: id, draft: null, way: 'browser' });
    await browse(again.address);
    await upToDate(core);
    await arrives('After signing in again');
  });

  it('is nowhere but in the vault', async () => {
    await addSignedIn();
    await upToDate(core);
    await arrives('Seen by everybody');
    expect(oauth.secrets.length).toBeGreaterThan(1);
    expect([...core.vault.kept.values()].join()).toContain(oauth.secrets.at(-1));
    const database = readdirSync(core.dataFolder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath, file.name)).toString('latin1'));
    const elsewhere = [JSON.stringify(core.logger.lines), JSON.stringify(core.view.heard), JSON.stringify(core.settingsFile.written), ...database];
    elsewhere.push(JSON.stringify(await core.view.call('channels.list', {})), JSON.stringify(await core.view.call('sign-in.list', {})));
    for (const secret of oauth.secrets) for (const text of elsewhere) expect(text.includes(secret)).toBe(false);
  });
});

const grantOf = (kept: string) => JSON.parse(kept) as { expiresAt: number; refreshToken: string };
const isExpired = (kept: string): boolean => grantOf(kept).expiresAt < Date.now();
