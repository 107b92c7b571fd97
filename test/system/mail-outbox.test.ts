import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MailAccount } from '../../contract/model/channel-account.ts';
import type { EntryId } from '../../contract/model/ids.ts';
import type { Delivery } from '../../contract/model/message.ts';
import type { MessageDraft } from '../../contract/model/outbox.ts';
import { until } from '../e2e/harness/remote-desk.ts';
import { addMailbox, allMessages, rawMail, upToDate } from './scenes/mailbox.ts';
import { killWhileSending } from './scenes/outbox-kill.ts';
import { startFaultyMta, type FaultyMta } from './testbed/faulty-mta.ts';
import { startMailbed, type Mailbed } from './testbed/mailbed.ts';
import { startRealCore, type RealCore } from './testbed/real-core.ts';

let bed: Mailbed;
let mta: FaultyMta;
let core: RealCore;
beforeAll(async () => {
  bed = await startMailbed();
  mta = await startFaultyMta();
});
afterAll(async () => {
  await mta[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});
beforeEach(async () => {
  core = startRealCore();
  await core.view.call('settings.edit', { undoSendMs: 0, agentName: 'Lea Winter' });
  for (const user of ['agent1', 'customer']) {
    await using box = await bed.open(user);
    for (const folder of ['INBOX', 'Sent', 'Archive']) {
      await box.mailboxOpen(folder);
      await box.messageDelete('1:*');
    }
  }
});
afterEach(() => core[Symbol.asyncDispose]());

const faulty = () => ({ smtp: { host: '127.0.0.1', port: mta.port, security: 'none' as const } });

function draftTo(account: MailAccount, to: string, fields: Partial<MessageDraft> = {}): MessageDraft {
  return {
    accountId: account.id,
    contactId: null,
    answersId: null,
    to: [{ name: null, address: to }],
    cc: [],
    bcc: [],
    subject: 'Your router',
    text: 'It is on its way.',
    html: null,
    sendAt: null,
    ...fields,
  };
}

async function deliveryOf(entryId: EntryId, ...wanted: readonly Delivery[]) {
  return until(
    async () => (await allMessages(core)).find(({ id, delivery }) => id === entryId && wanted.includes(delivery)),
    `a message ${wanted.join(' or ')}`,
    20_000,
  );
}

/** What the customer's mailbox holds. */
async function received(): Promise<{ subject: string; messageId: string; inReplyTo: string }[]> {
  await using box = await bed.open('customer');
  await box.mailboxOpen('INBOX');
  const all = await box.fetchAll('1:*', { envelope: true });
  return all.map(({ envelope }) => ({
    subject: envelope?.subject ?? '',
    messageId: envelope?.messageId ?? '',
    inReplyTo: envelope?.inReplyTo ?? '',
  }));
}

describe('what an agent writes', () => {
  it('arrives in the thread it answers, stands on the line once, and the answer to it comes back into the same conversation', async () => {
    await bed.deliver('agent1', rawMail({ from: 'customer@test.invalid', subject: 'Router', id: 'question@example.org' }));
    const account = await addMailbox(core);
    await upToDate(core);
    const [question] = await allMessages(core);
    const { entryId } = await core.view.call(
      'messages.send',
      draftTo(account, 'customer@test.invalid', { subject: 'Re: Router', answersId: question!.id }),
    );
    await deliveryOf(entryId, 'accepted');
    const [reply] = await until(async () => {
      const mails = await received();
      return mails.length > 0 && mails;
    }, 'the mail in the customer’s mailbox');
    expect(reply).toMatchObject({ subject: 'Re: Router', inReplyTo: '<question@example.org>' });

    // The copy in the Sent folder is the same message, not another one.
    const since = Date.now();
    await core.view.call('channels.retry', { accountId: account.id });
    await upToDate(core, since);
    expect(await allMessages(core)).toHaveLength(2);
    await bed.submit({
      from: 'customer@test.invalid',
      to: 'agent1@test.invalid',
      raw: rawMail({ from: 'customer@test.invalid', subject: 'Re: Re: Router', headers: [`In-Reply-To: ${reply!.messageId}`] }),
    });
    const line = await until(async () => {
      const all = await allMessages(core);
      return all.length === 3 && all;
    }, 'the customer’s answer');
    expect(new Set(line.map(({ conversationId }) => conversationId)).size).toBe(1);
    expect(line.map(({ agentName }) => agentName)).toEqual([null, 'Lea Winter', null]);
  });

  it('can be taken back until it goes out, and comes back as it was written', async () => {
    await core.view.call('settings.edit', { undoSendMs: 60_000 });
    const account = await addMailbox(core);
    const draft = draftTo(account, 'customer@test.invalid');
    const { entryId } = await core.view.call('messages.send', draft);
    expect((await core.view.call('outbox.list', {})).items).toMatchObject([{ entryId, state: 'queued', subject: 'Your router' }]);
    expect(await core.view.call('outbox.take-back', { entryId })).toMatchObject({ ...draft, contactId: expect.any(Number) });
    expect(await allMessages(core)).toEqual([]);
    expect((await core.view.call('outbox.list', {})).items).toEqual([]);
  });

  it('is refused with the server’s reason where nobody is there; what was written can be had back', async () => {
    const account = await addMailbox(core);
    const { entryId } = await core.view.call('messages.send', draftTo(account, 'nobody@test.invalid'));
    const refused = await deliveryOf(entryId, 'refused');
    expect(refused.failure?.reason).toMatch(/^(message|recipients)-refused$/);
    expect((await core.view.call('outbox.take-back', { entryId })).text).toBe('It is on its way.');
  });

  it('is marked when a report comes back that it did not arrive', async () => {
    const account = await addMailbox(core);
    await upToDate(core);
    const { entryId } = await core.view.call('messages.send', draftTo(account, 'gone@bounce.invalid'));
    await deliveryOf(entryId, 'accepted');
    const bounced = await deliveryOf(entryId, 'refused');
    expect(bounced.failure?.technical).toMatch(/^5\./);
    expect((await allMessages(core)).filter(({ mark }) => mark === 'bounce')).toHaveLength(1);
  });
});

describe('where the server fails in the middle', () => {
  it('greylisting is waited out', async () => {
    const account = await addMailbox(core, 'agent1', faulty());
    const { entryId } = await core.view.call('messages.send', draftTo(account, 'customer+once451@test.invalid'));
    const waiting = await deliveryOf(entryId, 'queued');
    await until(async () => (await core.view.call('outbox.list', {})).items[0]?.attempts === 1, 'the first attempt');
    expect(waiting.id).toBe(entryId);
    core.returnNetwork();
    await deliveryOf(entryId, 'accepted');
    expect(await received()).toHaveLength(1);
  });

  it.each([
    { tag: 'lost', arrived: 1, story: 'delivered before the connection broke' },
    { tag: 'cut', arrived: 0, story: 'not delivered' },
  ])('nobody knows whether it went out ($story): it is said, not sent again, and a person decides', async ({ tag, arrived }) => {
    const account = await addMailbox(core, 'agent1', faulty());
    const { entryId } = await core.view.call('messages.send', draftTo(account, `customer+${tag}@test.invalid`));
    const unknown = await deliveryOf(entryId, 'unknown');
    expect(unknown.failure?.reason).toBe('delivery-unknown');
    // Not before it was looked for in the Sent folder, and not after.
    await new Promise((done) => setTimeout(done, 6_000));
    expect((await deliveryOf(entryId, 'unknown')).id).toBe(entryId);
    expect(await received()).toHaveLength(arrived);
    await core.view.call('outbox.decide', { entryId, hasArrived: true });
    await deliveryOf(entryId, 'accepted');
    expect((await core.view.call('outbox.list', {})).items).toEqual([]);
  });

  it('what was written without a network goes out once when it is back, in the order it was written', async () => {
    const account = await addMailbox(core);
    await upToDate(core);
    await bed.stop();
    const contact = await core.view.call('contacts.add', { name: 'Customer', address: 'customer@test.invalid' });
    const first = await core.view.call('messages.send', draftTo(account, 'customer@test.invalid', { subject: 'One', contactId: contact.id }));
    const second = await core.view.call(
      'messages.send',
      draftTo(account, 'customer@test.invalid', { subject: 'Two', contactId: contact.id, answersId: first.entryId }),
    );
    await until(async () => {
      const [item] = (await core.view.call('outbox.list', {})).items;
      return item?.state === 'queued' && item.attempts > 0;
    }, 'an attempt that failed');
    expect((await allMessages(core)).map(({ delivery }) => delivery)).toEqual(['queued', 'queued']);
    await bed.start();
    core.returnNetwork();
    await deliveryOf(second.entryId, 'accepted');
    expect(
      (
        await until(async () => {
          const mails = await received();
          return mails.length === 2 && mails;
        }, 'both mails')
      ).map(({ subject }) => subject),
    ).toEqual(['One', 'Two']);
  });
});

describe('ended while it sends', () => {
  it('a server that says nothing does not keep the program from ending; afterwards nobody knows whether it went out', async () => {
    await using first = startRealCore();
    await first.view.call('settings.edit', { undoSendMs: 0 });
    const account = await addMailbox(first, 'agent1', faulty());
    const { entryId } = await first.view.call('messages.send', draftTo(account, 'customer+hang@test.invalid'));
    await until(async () => (await first.view.call('outbox.list', {})).items[0]?.state === 'sending', 'it is being sent');
    await new Promise((done) => setTimeout(done, 300));
    const began = performance.now();
    await first.end();
    expect(performance.now() - began).toBeLessThan(3_000);
    await using again = startRealCore({ dataFolder: first.dataFolder, vault: first.vault });
    expect((await again.view.call('outbox.list', {})).items).toMatchObject([{ entryId, state: 'unknown' }]);
  });
});

describe('killed while it sends', () => {
  it('nothing is lost, nothing goes out twice, and what nobody can know is listed', async () => {
    const { lost, doubled, wrong, unfinished, written, ended } = await killWhileSending({ bed, mta }, { mails: 40, kills: 8, seed: 5 });
    expect({ lost, doubled, wrong, unfinished, written }).toEqual({ lost: [], doubled: [], wrong: [], unfinished: [], written: 40 });
    for (const state of ['accepted', 'refused', 'unknown']) expect(ended[state], state).toBeGreaterThan(0);
  });
});
