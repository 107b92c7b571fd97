import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../e2e/harness/remote-desk.ts';
import { addMailbox, allMessages, contactOf, mailDraft, mailStatus, rawMail, upToDate } from './scenes/mailbox.ts';
import { readWithCuts } from './scenes/mail-cuts.ts';
import { startMailbed, type Mailbed } from './testbed/mailbed.ts';
import { startRealCore, type RealCore } from './testbed/real-core.ts';

let bed: Mailbed;
let core: RealCore;
beforeAll(async () => {
  bed = await startMailbed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(async () => {
  core = startRealCore();
  await using box = await bed.open('agent1');
  for (const folder of ['INBOX', 'Sent', 'Archive']) {
    await box.mailboxOpen(folder);
    await box.messageDelete('1:*');
  }
});
afterEach(() => core[Symbol.asyncDispose]());

const subjects = async (): Promise<(string | null)[]> => (await allMessages(core)).map(({ subject }) => subject);
const subjectsAre = (wanted: readonly string[]) =>
  until(async () => JSON.stringify(await subjects()) === JSON.stringify(wanted), `the mails ${wanted.join(', ')}`);

describe('a mailbox', () => {
  it('brings its mails onto the timelines of those who wrote them', async () => {
    await bed.deliver('agent1', rawMail({ subject: 'Router loses the connection', text: 'Every evening.', id: 'first@example.org' }));
    await bed.deliver('agent1', rawMail({ from: '=?utf-8?q?J=C3=B6rg?= <joerg@example.org>', subject: '=?iso-8859-1?q?Gr=FC=DFe?=' }));
    await addMailbox(core);
    await upToDate(core);
    expect(
      (await allMessages(core)).map(({ subject, text, from, direction, isUnread, delivery }) => [
        subject,
        text.trim(),
        from,
        direction,
        isUnread,
        delivery,
      ]),
    ).toEqual([
      ['Router loses the connection', 'Every evening.', { name: 'Maren Schulte', address: 'maren@example.org' }, 'in', true, 'received'],
      ['Grüße', 'Hello', { name: 'Jörg', address: 'joerg@example.org' }, 'in', true, 'received'],
    ]);
    const { contacts } = await core.view.call('contacts.search', { text: 'schulte', limit: 5 });
    expect(contacts).toMatchObject([{ name: 'Maren Schulte', isProvisional: true, address: 'maren@example.org' }]);
  });

  it('a mail that arrives appears by itself, and its answer stands in the same conversation', async () => {
    await addMailbox(core);
    await upToDate(core);
    const began = Date.now();
    await bed.submit({ from: 'maren@example.org', to: 'agent1@test.invalid', raw: rawMail({ subject: 'First', id: 'a@example.org' }) });
    await subjectsAre(['First']);
    expect(Date.now() - began).toBeLessThan(5_000);
    await bed.submit({
      from: 'maren@example.org',
      to: 'agent1@test.invalid',
      raw: rawMail({ subject: 'Re: First', headers: ['In-Reply-To: <a@example.org>', 'References: <a@example.org>'] }),
    });
    // One after the other: the server delivers what it has at once in an order of its own.
    await subjectsAre(['First', 'Re: First']);
    await bed.submit({ from: 'maren@example.org', to: 'agent1@test.invalid', raw: rawMail({ subject: 'Something else' }) });
    await subjectsAre(['First', 'Re: First', 'Something else']);
    const [first, reply, other] = await allMessages(core);
    expect(reply!.conversationId).toBe(first!.conversationId);
    expect(other!.conversationId).not.toBe(first!.conversationId);
  });

  it('nobody writes himself into another customer’s conversation', async () => {
    await bed.deliver('agent1', rawMail({ subject: 'Contract', id: 'secret@example.org' }));
    await bed.deliver('agent1', rawMail({ from: 'mallory@example.net', subject: 'Re: Contract', headers: ['In-Reply-To: <secret@example.org>'] }));
    await bed.deliver('agent1', rawMail({ from: 'mallory@example.net', subject: 'The same id', id: 'secret@example.org' }));
    await addMailbox(core);
    await upToDate(core);
    const [first, forged, same] = await allMessages(core);
    expect(forged!.contactId).not.toBe(first!.contactId);
    expect(forged!.conversationId).not.toBe(first!.conversationId);
    expect(same!.subject).toBe('The same id');
  });

  it('follows what another mail program does: read, moved, removed', async () => {
    for (const subject of ['Stays', 'Is read', 'Is moved', 'Is removed']) await bed.deliver('agent1', rawMail({ subject }));
    await addMailbox(core);
    await upToDate(core);
    const before = await allMessages(core);
    await using other = await bed.open('agent1');
    await other.mailboxOpen('INBOX');
    await other.messageFlagsAdd('2', ['\\Seen']);
    await other.messageMove('3', 'Archive');
    await other.messageDelete('3');
    await subjectsAre(['Stays', 'Is read', 'Is moved']);
    const after = await until(async () => {
      const all = await allMessages(core);
      return all[1]?.isUnread === false && all;
    }, 'read there, read here');
    expect(after.map(({ id }) => id)).toEqual(before.slice(0, 3).map(({ id }) => id));
  });

  it('is read anew where its numbering is void (UIDVALIDITY), without a mail twice', async () => {
    for (const subject of ['One', 'Two']) await bed.deliver('agent1', rawMail({ subject }));
    const { id } = await addMailbox(core);
    await upToDate(core);
    const before = await allMessages(core);
    await bed.stop();
    bed.renumber('agent1');
    await bed.start();
    await bed.deliver('agent1', rawMail({ subject: 'Three' }));
    await core.view.call('channels.retry', { accountId: id });
    await subjectsAre(['One', 'Two', 'Three']);
    expect((await allMessages(core)).slice(0, 2).map((entry) => entry.id)).toEqual(before.map((entry) => entry.id));
  });

  it('says what is wrong with it, and works as soon as that is put right', async () => {
    await bed.deliver('agent1', rawMail({ subject: 'Behind the password' }));
    const { id } = await addMailbox(core, 'agent1', { password: 'wrong' });
    const refused = await mailStatus(core, ({ state }) => state === 'degraded' || state === 'auth-needed');
    expect(refused.failure?.reason).toBe('password-refused');
    await core.view.call('channels.edit', { accountId: id, draft: mailDraft('agent1') });
    await upToDate(core);
    await subjectsAre(['Behind the password']);
  });

  it('goes on where the server went away and came back', async () => {
    const { id } = await addMailbox(core);
    await upToDate(core);
    await bed.stop();
    await core.view.call('channels.retry', { accountId: id });
    expect((await mailStatus(core, ({ state }) => state === 'degraded')).nextTryAt).not.toBeNull();
    await bed.start();
    await bed.deliver('agent1', rawMail({ subject: 'Meanwhile' }));
    core.returnNetwork();
    await subjectsAre(['Meanwhile']);
  });

  it('paused, it brings nothing; let go on, it brings what came meanwhile', async () => {
    const { id } = await addMailbox(core);
    await upToDate(core);
    await core.view.call('channels.set-paused', { accountId: id, isPaused: true });
    await mailStatus(core, ({ state }) => state === 'paused');
    await bed.deliver('agent1', rawMail({ subject: 'While it rested' }));
    await new Promise((done) => setTimeout(done, 1_500));
    expect(await subjects()).toEqual([]);
    await core.view.call('channels.set-paused', { accountId: id, isPaused: false });
    await subjectsAre(['While it rested']);
  });

  it('removed, it takes with it what it brought', async () => {
    await bed.deliver('agent1', rawMail({ subject: 'Gone with it' }));
    const { id } = await addMailbox(core);
    await upToDate(core);
    const contactId = await contactOf(core, 'maren@example.org');
    await core.view.call('channels.remove', { accountId: id });
    expect((await core.view.call('timeline.open', { contactId, before: null, limit: 10 })).entries).toEqual([]);
    expect([...core.vault.kept.keys()]).toEqual([]);
  });

  it('Test says of each way by itself whether it works', async () => {
    const right = await core.view.call('channels.test', { draft: mailDraft('agent1'), accountId: null });
    expect(right).toEqual({
      isWorking: true,
      steps: [
        { step: 'receive', failure: null },
        { step: 'send', failure: null },
      ],
    });
    const wrong = await core.view.call('channels.test', {
      draft: mailDraft('agent1', { password: 'wrong', smtp: { host: '127.0.0.1', port: 9, security: 'none' } }),
      accountId: null,
    });
    expect(wrong.steps.map(({ failure }) => failure?.reason)).toEqual(['password-refused', 'connection-refused']);
  });
});

describe('cut off in the middle, anywhere', () => {
  it('everything is there in the end, and nothing was brought twice', async () => {
    for (let n = 0; n < 120; n += 1)
      await bed.deliver('agent2', rawMail({ to: 'agent2@test.invalid', subject: `Mail ${n}`, text: 'x'.repeat(1_000) }));
    const { cuts } = await readWithCuts({ user: 'agent2', rounds: 8, seed: 11, mails: 120 });
    expect(cuts).toBeGreaterThan(15);
  });
});
