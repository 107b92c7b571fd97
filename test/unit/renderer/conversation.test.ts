import { expect, test } from 'vitest';
import { accountIdSchema, conversationIdSchema } from '../../../contract/model/ids.ts';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { marenId, strangerId } from '../../fakes/desk-world.ts';
import { buildLongLine } from '../../fakes/line-world.ts';
import { createDeskStage, type DeskStage } from './desk-stage.ts';

const all = buildLongLine(1_000);
/** The last of it is a mail. */
const entries = all.slice(0, all.findLastIndex(({ kind }) => kind === 'message') + 1);

async function openStage(): Promise<DeskStage> {
  const stage = createDeskStage({ entries });
  stage.join();
  await stage.until(({ connection }) => connection === 'open');
  return stage;
}

function conversation(id: number) {
  const conversationId = conversationIdSchema.parse(id);
  const mails = entries.filter((entry): entry is MessageEntry => entry.kind === 'message' && entry.conversationId === conversationId);
  return { contactId: marenId, conversationId, channel: 'email', lastId: mails.at(-1)!.id } as const;
}

const old = conversation(110);
const newest = conversation((entries.findLast(({ kind }) => kind === 'message') as MessageEntry).conversationId);

test('a conversation far up in the history: the line is opened around its newest message, marked, without the focus', async () => {
  const { actions, store } = await openStage();
  await actions.openConversation(old);
  const { timeline, line, conversationId } = store.getState();
  expect(timeline?.entries.map(({ id }) => id)).toContain(old.lastId);
  expect(timeline).toMatchObject({ hasOlder: true, hasNewer: true });
  expect(line).toMatchObject({ startAt: old.lastId, takesFocus: false, marked: old.conversationId });
  expect(conversationId).toBe(old.conversationId);
});

test('where its newest message is the newest of all, the line is simply at its end', async () => {
  const { actions, store } = await openStage();
  await actions.openConversation(newest);
  expect(store.getState()).toMatchObject({ timeline: { hasNewer: false }, line: { startAt: null, marked: newest.conversationId } });
});

test('in a line that is open already it is jumped to, and again when it is asked for again', async () => {
  const { actions, store } = await openStage();
  await actions.openContact(marenId);
  const { opening } = store.getState().line;
  await actions.openConversation(old);
  expect(store.getState().line.opening).toBe(opening + 1);
  await actions.showLine({ filter: store.getState().line.filter, around: null });
  expect(store.getState().line).toMatchObject({ startAt: null, marked: old.conversationId });
  await actions.openConversation(old);
  expect(store.getState().line).toMatchObject({ startAt: old.lastId, takesFocus: false, opening: opening + 3 });
});

test('a filter that lets it through stays, one that would hide it goes', async () => {
  const { actions, store } = await openStage();
  await actions.openContact(marenId);
  await actions.showLine({ filter: { form: 'email', conversationId: null }, around: null });
  await actions.openConversation(old);
  expect(store.getState().timeline?.filter.form).toBe('email');
  await actions.showLine({ filter: { form: 'call', conversationId: null }, around: null });
  await actions.openConversation(old);
  expect(store.getState()).toMatchObject({ line: { filter: { form: null } }, timeline: { filter: { form: null } } });
});

test('the mark goes with a filter, with what is opened next, and when it is asked to; the conversation stays in hand until something else is opened', async () => {
  const { actions, store } = await openStage();
  const marked = () => store.getState().line.marked;
  await actions.openConversation(old);
  await actions.showLine({ filter: { form: 'call', conversationId: null }, around: null });
  expect([marked(), store.getState().conversationId]).toEqual([null, old.conversationId]);
  await actions.openConversation(old);
  actions.unmarkConversation();
  expect([marked(), store.getState().conversationId]).toEqual([null, old.conversationId]);
  await actions.openConversation(old);
  await actions.openContact(strangerId);
  expect([marked(), store.getState().conversationId]).toEqual([null, null]);
  await actions.openConversation(old);
  await actions.openContact(marenId);
  expect([marked(), store.getState().conversationId]).toEqual([null, null]);
});

test('after a lost connection it is still marked', async () => {
  const stage = await openStage();
  await stage.actions.openConversation(old);
  stage.lose();
  stage.main.world.seq = 200;
  stage.join();
  const { line } = await stage.until(({ timeline }) => timeline?.seq === 200);
  expect(line.marked).toBe(old.conversationId);
});

test('what else is written to the same person makes way and is not lost; what nobody wrote on goes', async () => {
  const { actions, store } = await openStage();
  const blank = { accountId: accountIdSchema.parse(9), to: [], cc: [], bcc: [], subject: '', html: '<div><br></div>', sendAt: null };
  const unwritten = await actions.letters.begin({ contactId: marenId, kind: 'reply', answersId: old.lastId }, blank);
  await actions.openConversation(old);
  expect(Object.keys(store.getState().letters)).not.toContain(unwritten);
  const written = await actions.letters.begin({ contactId: marenId, kind: 'new', answersId: null }, blank);
  actions.letters.change(written, { subject: 'Half' });
  await actions.openConversation(old);
  expect(store.getState().openLetters[marenId]).toBeUndefined();
  expect(store.getState().letters[written]).toMatchObject({ content: { subject: 'Half' } });
  await actions.letters.flush();
});
