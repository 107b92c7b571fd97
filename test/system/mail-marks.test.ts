import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MailAccount } from '../../contract/model/channel-account.ts';
import type { MessageEntry } from '../../contract/model/timeline.ts';
import { until } from '../e2e/harness/remote-desk.ts';
import { addMailbox, allMessages, mailDraft, mailStatus, rawMail, upToDate } from './scenes/mailbox.ts';
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
  await core.view.call('settings.edit', { undoSendMs: 0 });
  await using box = await bed.open('agent1');
  for (const folder of ['INBOX', 'Sent', 'Archive']) {
    await box.mailboxOpen(folder);
    await box.messageDelete('1:*');
  }
});
afterEach(() => core[Symbol.asyncDispose]());

const markRead = ({ id }: MessageEntry, isUnread = false) => core.view.call('messages.mark-read', { entryId: id, isUnread });

async function bring(...subjects: string[]): Promise<{ account: MailAccount; mails: MessageEntry[] }> {
  for (const subject of subjects) await bed.deliver('agent1', rawMail({ subject, id: `${subject.replaceAll(' ', '-')}@example.org` }));
  const account = await addMailbox(core);
  await upToDate(core);
  return { account, mails: await allMessages(core) };
}

/** What another mail program sees. */
async function flagsThere(folder = 'INBOX'): Promise<{ flags: Record<string, string>; modseq: string }> {
  await using box = await bed.open('agent1');
  const { exists, highestModseq } = await box.mailboxOpen(folder, { readOnly: true });
  const all = exists === 0 ? [] : await box.fetchAll('1:*', { envelope: true, flags: true });
  const shown = (flags: Set<string> | undefined): string =>
    [...(flags ?? [])]
      .filter((flag) => flag !== '\\Recent')
      .toSorted()
      .join(' ');
  return { flags: Object.fromEntries(all.map(({ envelope, flags }) => [envelope?.subject ?? '', shown(flags)])), modseq: String(highestModseq) };
}

const flagsBecome = (wanted: Record<string, string>) =>
  until(async () => JSON.stringify((await flagsThere()).flags) === JSON.stringify(wanted), `the flags ${JSON.stringify(wanted)}`, 20_000);

const look = async (): Promise<void> => {
  const since = Date.now();
  core.returnNetwork();
  await upToDate(core, since);
};

describe('what is marked here', () => {
  it('is marked there: read, and unread again; and nobody answers that for ever', async () => {
    const { mails } = await bring('One', 'Two');
    await markRead(mails[0]!);
    await flagsBecome({ One: '\\Seen', Two: '' });
    await markRead(mails[0]!, true);
    await markRead(mails[1]!);
    await flagsBecome({ One: '', Two: '\\Seen' });
    const { modseq } = await flagsThere();
    for (let n = 0; n < 3; n += 1) await look();
    expect((await flagsThere()).modseq).toBe(modseq);
    expect((await allMessages(core)).map(({ isUnread }) => isUnread)).toEqual([true, false]);
  });

  it('waits without a network and over a restart; the last word is told, and what the server thought before does not come back', async () => {
    const { mails } = await bring('One', 'Two', 'Gone meanwhile');
    await bed.stop();
    await markRead(mails[0]!);
    await markRead(mails[1]!);
    await markRead(mails[1]!, true);
    await markRead(mails[2]!);
    await core.end();
    await bed.start();
    {
      await using box = await bed.open('agent1');
      await box.mailboxOpen('INBOX');
      await box.messageDelete('3');
      // Changed there since: without the mark that waits this would be what is true.
      await box.messageFlagsAdd('1', ['\\Flagged']);
    }
    const { dataFolder, vault } = core;
    const again = startRealCore({ dataFolder, vault });
    const before = core;
    core = again;
    const heard: boolean[] = [];
    await until(
      async () => {
        const [one] = await allMessages(again);
        if (one) heard.push(one.isUnread);
        return JSON.stringify((await flagsThere()).flags) === JSON.stringify({ One: '\\Flagged \\Seen', Two: '' });
      },
      'the marks at the server',
      20_000,
    );
    await upToDate(core, Date.now() - 1_000);
    expect(new Set(heard)).toEqual(new Set([false]));
    await until(async () => (await allMessages(core)).length === 2, 'the mail that is gone');
    await core[Symbol.asyncDispose]();
    core = before;
  });

  it('an answer that has gone out marks what it answers', async () => {
    const { account, mails } = await bring('A question');
    await core.view.call('messages.send', {
      accountId: account.id,
      contactId: mails[0]!.contactId,
      answersId: mails[0]!.id,
      to: [{ name: null, address: 'customer@test.invalid' }],
      cc: [],
      bcc: [],
      subject: 'Re: A question',
      text: 'An answer.',
      html: null,
      sendAt: null,
    });
    await until(async () => (await flagsThere()).flags['A question']?.includes('\\Answered'), 'the mark of the answer', 20_000);
  });

  it('nothing is marked where the mailbox is to be left as it is, and what was read here stays read', async () => {
    const { account, mails } = await bring('One', 'Two');
    await core.view.call('channels.edit', { accountId: account.id, draft: mailDraft('agent1', { isLeftAsIs: true }) });
    await markRead(mails[0]!);
    await bed.deliver('agent1', rawMail({ subject: 'Three' }));
    await until(async () => (await allMessages(core)).length === 3, 'the third mail');
    await look();
    expect((await flagsThere()).flags).toEqual({ One: '', Two: '', Three: '' });
    expect((await allMessages(core)).map(({ isUnread }) => isUnread)).toEqual([false, true, true]);
    await core.view.call('channels.edit', { accountId: account.id, draft: mailDraft('agent1') });
    await flagsBecome({ One: '\\Seen', Two: '', Three: '' });
  });
});

describe('folders', () => {
  const own = 'Kunden/Größe & Co ✓';
  beforeEach(async () => {
    await using box = await bed.open('agent1');
    await box.mailboxDelete(own).catch(() => undefined);
    await box.mailboxCreate(own);
    for (const [folder, subject] of [
      ['INBOX', 'In the inbox'],
      ['Archive', 'In the archive'],
      [own, 'In a folder of our own'],
    ] as const)
      await box.append(folder, rawMail({ subject }), []);
  });
  const subjects = async (): Promise<string[]> =>
    (await allMessages(core)).map(({ subject }) => subject ?? '').toSorted((a, b) => a.localeCompare(b));
  const subjectsAre = (...wanted: string[]) =>
    until(async () => JSON.stringify(await subjects()) === JSON.stringify(wanted), `the mails ${wanted.join(', ')}`);

  it('are listed as people read them, with what they are for and what they are in', async () => {
    const { folders } = await core.view.call('channels.folders', { draft: mailDraft('agent1'), accountId: null });
    expect(folders[0]).toEqual({ path: 'INBOX', name: 'INBOX', depth: 0, use: 'inbox', isSelectable: true });
    expect(folders.find(({ path }) => path === own)).toEqual({ path: own, name: 'Größe & Co ✓', depth: 1, use: null, isSelectable: true });
    expect(folders.find(({ path }) => path === 'Kunden')).toMatchObject({ depth: 0, isSelectable: false });
    expect(folders.filter(({ use }) => use !== null).map(({ use }) => use)).toEqual(
      expect.arrayContaining(['sent', 'archive', 'drafts', 'junk', 'trash']),
    );
    await expect(core.view.call('channels.folders', { draft: mailDraft('agent1', { password: 'wrong' }), accountId: null })).rejects.toMatchObject({
      failure: { reason: 'password-refused' },
    });
  });

  it('are read as chosen; the mails of one that is chosen no longer leave, and come back with it', async () => {
    const { id } = await addMailbox(core);
    await subjectsAre('In the archive', 'In the inbox');
    const choose = (read: string[], sent: string | null = 'Sent') =>
      core.view.call('channels.edit', { accountId: id, draft: mailDraft('agent1', { folders: { read, sent } }) });
    await choose([own, 'Kunden', 'Not there']);
    await subjectsAre('In a folder of our own', 'In the inbox');
    await choose([]);
    await subjectsAre('In the inbox');
    await choose(['Archive', own]);
    await subjectsAre('In a folder of our own', 'In the archive', 'In the inbox');
    expect((await mailStatus(core, ({ state }) => state === 'ok')).failure).toBeNull();
  });

  it('what goes out is kept where it was chosen', async () => {
    const account = await addMailbox(core, 'agent1', { folders: { read: [], sent: own } });
    await upToDate(core);
    await core.view.call('messages.send', {
      accountId: account.id,
      contactId: null,
      answersId: null,
      to: [{ name: null, address: 'customer@test.invalid' }],
      cc: [],
      bcc: [],
      subject: 'To be kept',
      text: '.',
      html: null,
      sendAt: null,
    });
    await until(async () => (await flagsThere(own)).flags['To be kept'] !== undefined, 'the copy', 20_000);
    expect(Object.keys((await flagsThere('Sent')).flags)).toEqual([]);
  });
});
