import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EntryId } from '../../../contract/model/ids.ts';
import type { MessageDraft } from '../../../contract/model/outbox.ts';
import type { DeliveryReport, InboundMessage } from '../../../main/channel.ts';
import { createEmitter } from '../../../main/lib/emitter.ts';
import { createOutboxService, type OutboxService } from '../../../main/outbox/outbox-service.ts';
import { createIngest } from '../../../main/timeline/ingest.ts';
import { accepted, busy, createFakeSenders, unknown, type FakeSenders } from '../../fakes/fake-senders.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger, stillNetwork } from '../../fakes/memory-ports.ts';
import { noWrittenDrafts } from '../../fakes/no-written-drafts.ts';
import { createTestStore, type TestStore } from '../../fakes/test-store.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

let store: TestStore;
let clock: ManualClock;
let fake: FakeSenders;
let outbox: OutboxService;
let returned: ReturnType<typeof createEmitter<void>>;
beforeEach(async () => {
  store = createTestStore();
  store.write((writer) =>
    writer.run(
      "INSERT INTO accounts (id, kind, label, aor, server_url, ice_servers, dtmf_mode, is_enabled, is_default) VALUES (1, 'email-imap', '', '', '', '', '', 1, 0)",
    ),
  );
  clock = createManualClock();
  fake = createFakeSenders();
  returned = createEmitter<void>();
  await start();
});
afterEach(async () => {
  await outbox[Symbol.asyncDispose]();
  store[Symbol.dispose]();
});

async function start(): Promise<void> {
  outbox = createOutboxService({
    store,
    senders: fake.senders,
    account: () => ({ address: 'desk@example.org', displayName: 'Desk', isPractice: false }),
    clock,
    logger: createRecordingLogger(),
    network: { ...stillNetwork, onReturned: (listener) => returned.on(listener) },
    random: () => 1,
    agentName: () => 'Lea Winter',
    undoMs: () => 0,
    threadSecret: 'secret',
    drafts: noWrittenDrafts,
    onEntryChanged: () => undefined,
  });
  await pass(0);
}
async function restart(): Promise<void> {
  await outbox[Symbol.asyncDispose]();
  await start();
}
/** Lets what is due run, and everything that follows from it at once. */
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  for (let turn = 0; turn < 8; turn += 1) await setImmediate();
}
async function write(subject: string, fields: Partial<MessageDraft> = {}): Promise<EntryId> {
  const draft: MessageDraft = {
    accountId: fake.accountId,
    contactId: null,
    answersId: null,
    to: [{ name: null, address: 'maren@example.net' }],
    cc: [],
    bcc: [],
    subject,
    text: 'x',
    html: null,
    sendAt: null,
    ...fields,
  };
  const entryId = await outbox.send(draft);
  await pass(0);
  return entryId;
}
const items = () => outbox.list().map(({ subject, state, failure }) => [subject, state, failure?.reason ?? null]);
const shown = (entryId: EntryId): [string, string | null] => {
  const row = store.reader.get<{ delivery: string; failure: string | null }>('SELECT delivery, failure FROM messages WHERE id = ?', entryId);
  return [row!.delivery, row!.failure === null ? null : (JSON.parse(row!.failure) as { reason: string }).reason];
};
const keyOf = (entryId: EntryId): string =>
  store.reader.get<{ message_id: string }>('SELECT message_id FROM mails WHERE id = ?', entryId)!.message_id;

describe('nobody knows whether it went out', () => {
  it('it is looked for some times, only looked for, and never sent again by itself', async () => {
    fake.answer(unknown);
    const id = await write('Router');
    expect(items()).toEqual([['Router', 'unknown', 'delivery-unknown']]);
    for (const [ms, looks] of [
      [5 * second, 1],
      [55 * second, 2],
      [9 * minute, 3],
      [50 * minute, 4],
      [72 * hour, 4],
    ] as const) {
      await pass(ms);
      expect(fake.looked).toHaveLength(looks);
    }
    returned.emit();
    fake.correct();
    await pass(72 * hour);
    expect(fake.sent).toEqual(['Router']);
    expect(shown(id)[0]).toBe('unknown');
  });

  it('found in the Sent folder it was accepted; come back it was refused, and can be edited and sent anew', async () => {
    fake.answer(unknown, unknown);
    const found = await write('Found');
    fake.settleWith(accepted);
    await pass(5 * second);
    expect([shown(found), items()]).toEqual([['accepted', null], []]);
    const back = await write('Came back');
    fake.settleWith({ outcome: 'refused', failure: { reason: 'recipients-refused' } });
    await pass(5 * second);
    expect(shown(back)).toEqual(['refused', 'recipients-refused']);
    expect(outbox.takeBack(back).subject).toBe('Came back');
    expect(items()).toEqual([]);
  });

  it('a provider that cannot be asked has not answered no', async () => {
    fake.answer(unknown);
    const id = await write('Router');
    fake.settleWith({ outcome: 'later', failure: { reason: 'connection-refused' }, afterMs: null, scope: 'account' });
    await pass(3 * hour);
    fake.settleWith(accepted);
    await pass(minute);
    expect(shown(id)).toEqual(['accepted', null]);
  });

  it('the looking goes on after a restart where it stood, and does not begin anew', async () => {
    fake.answer(unknown);
    await write('Router');
    await pass(5 * second);
    await restart();
    await pass(5 * second);
    expect(fake.looked).toHaveLength(2);
    await pass(50 * second);
    expect(fake.looked).toHaveLength(3);
    await pass(9 * minute);
    expect(fake.looked).toHaveLength(4);
    await pass(2 * hour);
    expect(fake.looked).toHaveLength(5);
    await restart();
    await pass(5 * second);
    expect(fake.looked).toHaveLength(6);
    await pass(24 * hour);
    expect(fake.looked).toHaveLength(6);
  });

  it('killed in the middle: before the provider was given anything it is sent later, after that nobody knows', async () => {
    const kill = async (): Promise<void> => {
      // Whoever is killed concludes nothing: what the rows say then is kept.
      const rows = store.reader.all<{ entry_id: number; state: string; failure: string | null }>('SELECT entry_id, state, failure FROM outbox');
      await outbox[Symbol.asyncDispose]();
      store.write((writer) => {
        for (const { entry_id, state, failure } of rows) {
          writer.run('UPDATE outbox SET state = ?, failure = ? WHERE entry_id = ?', state, failure, entry_id);
          writer.run('UPDATE messages SET delivery = ?, failure = NULL WHERE id = ?', state, entry_id);
        }
      });
      await start();
    };
    fake.hold();
    fake.stayOutside();
    const early = await write('Early');
    expect(items()).toEqual([['Early', 'sending', null]]);
    await kill();
    expect([shown(early)[0], fake.sent]).toEqual(['accepted', ['Early', 'Early']]);
    fake.hold();
    const late = await write('Late');
    expect(items()).toEqual([['Late', 'sending', null]]);
    await kill();
    expect(shown(late)[0]).toBe('unknown');
    // What is looked for and sent again is in doubt from the beginning.
    fake.settleWith(unknown);
    fake.hold();
    fake.stayOutside();
    outbox.decide(late, false);
    await pass(0);
    expect(items()).toEqual([['Late', 'sending', null]]);
    await kill();
    expect([shown(late)[0], fake.sent]).toEqual(['unknown', ['Early', 'Early', 'Late', 'Late']]);
  });

  it('ended in the middle of sending, nobody knows', async () => {
    fake.hold();
    const id = await write('Router');
    expect(shown(id)[0]).toBe('sending');
    await restart();
    expect(fake.isAborted).toBe(true);
    expect([shown(id)[0], fake.sent]).toEqual(['unknown', ['Router']]);
  });

  it('a connector that breaks leaves it unknown', async () => {
    fake.answer(new Error('defect'));
    expect(shown(await write('Router'))).toEqual(['unknown', 'delivery-unknown']);
  });

  it('holds back what was written after it in the same conversation, and nothing else; a refusal holds back nothing', async () => {
    fake.answer(unknown);
    const first = await write('One');
    await write('Two', { answersId: first });
    await write('Elsewhere', { to: [{ name: null, address: 'other@example.net' }] });
    expect(fake.sent).toEqual(['One', 'Elsewhere']);
    outbox.decide(first, true);
    await pass(0);
    expect(fake.sent).toEqual(['One', 'Elsewhere', 'Two']);
    fake.answer({ outcome: 'refused', failure: { reason: 'message-refused' } });
    const third = await write('Three');
    await write('Four', { answersId: third });
    expect(fake.sent.slice(3)).toEqual(['Three', 'Four']);
  });

  it('sent again by a person, it is looked for once more before anything leaves', async () => {
    fake.answer(unknown, unknown);
    const found = await write('Found');
    fake.settleWith(accepted);
    outbox.decide(found, false);
    await pass(0);
    expect([shown(found)[0], fake.sent]).toEqual(['accepted', ['Found']]);
    const missing = await write('Missing');
    fake.settleWith(unknown);
    outbox.decide(missing, false);
    await pass(0);
    expect([shown(missing)[0], fake.sent]).toEqual(['accepted', ['Found', 'Missing', 'Missing']]);
  });

  it('as long as it cannot be looked for, a second sending waits', async () => {
    fake.answer(unknown);
    const id = await write('Router');
    fake.settleWith({ outcome: 'later', failure: { reason: 'connection-refused' }, afterMs: null, scope: 'account' });
    outbox.decide(id, false);
    await pass(10 * minute);
    expect([shown(id), fake.sent]).toEqual([['queued', 'delivery-unknown'], ['Router']]);
    fake.settleWith(unknown);
    await pass(20 * minute);
    expect([shown(id)[0], fake.sent]).toEqual(['accepted', ['Router', 'Router']]);
  });
});

describe('a provider that does not take it now', () => {
  it('is asked again with growing patience, as late as it asks for, and given up after a day with a sentence', async () => {
    fake.answer(...Array.from({ length: 300 }, () => busy));
    const id = await write('Router');
    await pass(14 * second);
    expect(fake.sent).toHaveLength(1);
    await pass(second);
    expect(fake.sent).toHaveLength(2);
    await pass(29 * second);
    expect(fake.sent).toHaveLength(2);
    await pass(second);
    expect(fake.sent).toHaveLength(3);
    await pass(23 * hour);
    expect(shown(id)).toEqual(['queued', 'provider-busy']);
    await pass(2 * hour);
    expect(shown(id)).toEqual(['refused', 'given-up']);
    const tries = fake.sent.length;
    expect(tries).toBeLessThan(110);
    await pass(24 * hour);
    expect(fake.sent).toHaveLength(tries);
    // Whoever sends it again gets a new day.
    outbox.hurry(id);
    await pass(hour);
    expect(shown(id)).toEqual(['queued', 'provider-busy']);
  });

  it('the patience it asks for survives a restart, and holds back nothing of other conversations', async () => {
    fake.answer({ outcome: 'later', failure: { reason: 'mailbox-full' }, afterMs: 10 * minute, scope: 'item' });
    const id = await write('Full');
    await restart();
    await write('Elsewhere', { to: [{ name: null, address: 'other@example.net' }] });
    await pass(9 * minute);
    expect([shown(id), fake.sent]).toEqual([
      ['queued', 'mailbox-full'],
      ['Full', 'Elsewhere'],
    ]);
    await pass(minute);
    expect(shown(id)).toEqual(['accepted', null]);
  });

  it('in trouble with the account nothing of it goes out until that is over; back on the network, at once', async () => {
    fake.answer({ outcome: 'later', failure: { reason: 'connection-refused' }, afterMs: null, scope: 'account' });
    await write('One');
    await write('Two', { to: [{ name: null, address: 'other@example.net' }] });
    expect(fake.sent).toEqual(['One']);
    returned.emit();
    await pass(0);
    expect(fake.sent).toEqual(['One', 'One', 'Two']);
  });

  it('a password refused twice is not tried a third time, until the account is corrected', async () => {
    const auth = { outcome: 'auth', failure: { reason: 'password-refused' } } as const;
    fake.answer(auth, auth);
    const id = await write('Router');
    await pass(16 * minute);
    expect(fake.sent).toHaveLength(2);
    await pass(72 * hour);
    expect([shown(id), fake.sent]).toEqual([
      ['queued', 'password-refused'],
      ['Router', 'Router'],
    ]);
    fake.correct();
    await pass(0);
    expect(shown(id)).toEqual(['accepted', null]);
  });

  it('recipients it would not have are named on what it took for the others', async () => {
    fake.answer({ outcome: 'accepted', failure: { reason: 'recipients-refused', technical: 'nobody@example.net' } });
    expect(shown(await write('Router'))).toEqual(['accepted', 'recipients-refused']);
  });
});

describe('the copy in the Sent folder', () => {
  it('is filed after the provider took it in, and holds up nothing', async () => {
    fake.failCopies(1);
    const id = await write('Router');
    expect([shown(id), items(), fake.copied]).toEqual([['accepted', null], [], []]);
    await write('Next', { answersId: id });
    expect(fake.sent).toEqual(['Router', 'Next']);
    await pass(30 * second);
    expect(fake.copied).toEqual(['Next', 'Router']);
  });

  it('is filed after a crash as well, and nobody is in doubt about the message', async () => {
    fake.failCopies(1);
    const id = await write('Router');
    await restart();
    expect([shown(id), fake.sent, fake.copied]).toEqual([['accepted', null], ['Router'], ['Router']]);
    await restart();
    expect(fake.copied).toEqual(['Router']);
  });

  it('is given up after a day; the message went out all the same', async () => {
    fake.failCopies(500);
    const id = await write('Router');
    for (let n = 0; n < 26; n += 1) await pass(hour);
    fake.failCopies(0);
    await restart();
    expect([shown(id), fake.copied]).toEqual([['accepted', null], []]);
  });
});

describe('what the other end reports', () => {
  let reports = 0;
  function arrive(fields: Partial<InboundMessage>): void {
    reports += 1;
    const ingest = createIngest({ store, clock, country: () => 'DE', threadSecret: 'secret' });
    const message: InboundMessage = {
      externalId: `x${reports}`,
      channel: 'email',
      direction: 'in',
      at: clock.now(),
      subject: 'Report',
      text: '',
      html: null,
      from: { name: null, address: 'mailer-daemon@example.net' },
      to: [],
      cc: [],
      bcc: [],
      replyTo: [],
      messageId: null,
      inReplyTo: null,
      references: [],
      mark: null,
      attachments: [],
      sizeBytes: 1,
      isUnread: true,
      report: null,
      ...fields,
    };
    ingest.apply(fake.accountId, { events: [{ type: 'message', place: `INBOX/1/${reports}`, message }], cursor: {}, isRoundDone: false });
  }
  const tell = (id: EntryId, outcome: DeliveryReport['outcome']): void =>
    arrive({ report: { outcome, messageId: keyOf(id), status: '5.1.1', said: 'no such user' } });
  const entries = (): number => store.reader.get<{ n: number }>('SELECT count(*) AS n FROM messages')!.n;

  it('moves it up: delayed is still under way, delivered is more than accepted and no entry of its own', async () => {
    const id = await write('Router');
    tell(id, 'delayed');
    expect(shown(id)).toEqual(['accepted', 'delivery-delayed']);
    expect(entries()).toBe(2);
    tell(id, 'delivered');
    expect(shown(id)).toEqual(['delivered', null]);
    tell(id, 'delayed');
    expect(shown(id)).toEqual(['delivered', null]);
    expect(entries()).toBe(3);
  });

  it('the one way down: what was accepted comes back; nothing takes it up again', async () => {
    const id = await write('Router');
    tell(id, 'failed');
    expect(shown(id)).toEqual(['refused', 'recipients-refused']);
    tell(id, 'delayed');
    tell(id, 'delivered');
    expect(shown(id)).toEqual(['refused', 'recipients-refused']);
  });

  it('ends what nobody knew: a bounce makes it editable, everything else says that it went out', async () => {
    for (const outcome of ['delayed', 'delivered'] as const) {
      fake.answer(unknown);
      const id = await write(outcome);
      tell(id, outcome);
      expect([shown(id)[0], items()]).toEqual([outcome === 'delayed' ? 'accepted' : 'delivered', []]);
    }
    fake.answer(unknown);
    const id = await write('Back');
    tell(id, 'failed');
    expect(items()).toEqual([['Back', 'refused', 'recipients-refused']]);
    expect(outbox.takeBack(id).subject).toBe('Back');
  });

  it('an answer says that it arrived', async () => {
    fake.answer(unknown);
    const id = await write('Router');
    arrive({ from: { name: null, address: 'maren@example.net' }, subject: 'Re: Router', inReplyTo: keyOf(id) });
    expect([shown(id), items()]).toEqual([['accepted', null], []]);
  });

  it('faster than the server’s own answer, it stands, whatever that says and also over a crash', async () => {
    for (const result of [accepted, unknown]) {
      const answer = fake.hold();
      const id = await write('Fast');
      tell(id, 'failed');
      answer(result);
      await pass(0);
      expect(shown(id)).toEqual(['refused', 'recipients-refused']);
    }
    fake.hold();
    const id = await write('Crash');
    tell(id, 'failed');
    await restart();
    expect(shown(id)).toEqual(['refused', 'recipients-refused']);
  });
});
