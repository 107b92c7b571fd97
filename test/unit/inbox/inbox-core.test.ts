import { expect, it } from 'vitest';
import { createTestCore } from '../../fakes/test-core.ts';

const filter = { view: 'open', isMine: false, tag: null, text: '', order: 'longest', before: null, limit: 50 } as const;

it('the practice workspace has conversations in every state; what is done about them reaches every window, and leaves with it', async () => {
  await using test = createTestCore();
  const other = test.openView();
  await test.view.call('practice.start', {});
  test.clock.advance(600);
  const { rows, counts } = await test.view.call('inbox.open', filter);
  expect(counts).toMatchObject({ open: 4, waiting: 1, snoozed: 1 });
  expect(rows.map(({ contactName }) => contactName)).toContain('Maren Schulte');
  const { conversationId } = rows[0]!;

  const patched = other.next('inbox.patched', ({ upserted }) => upserted.some(({ state }) => state === 'done'));
  await test.view.call('inbox.set-state', { conversationId, state: 'done' });
  test.clock.advance(30);
  expect(await patched).toMatchObject({ upserted: [{ conversationId, state: 'done' }], counts: { open: 3 } });
  await test.view.call('inbox.assign', { conversationId, assignedTo: '' });
  await test.view.call('inbox.tag', { conversationId, tag: 'urgent', isSet: true });
  expect(await test.view.call('inbox.tags', {})).toEqual({ tags: ['urgent'] });
  await test.view.call('inbox.snooze', { conversationId, until: test.clock.now() + 60_000 });
  const back = other.next('inbox.patched', ({ upserted }) => upserted.some(({ reason }) => reason === 'snooze'));
  test.clock.advance(61_000);
  expect((await back).upserted).toMatchObject([{ conversationId, state: 'open', tags: ['urgent'], isMine: true }]);

  const named = other.next('inbox.patched', ({ upserted }) => upserted.some(({ contactName }) => contactName === 'Somebody Else'));
  await test.view.call('contacts.edit', { contactId: rows[0]!.contactId, name: 'Somebody Else', company: null });
  test.clock.advance(30);
  await named;

  const stale = other.next('inbox.patched', ({ isStale }) => isStale);
  await test.view.call('practice.leave', {});
  test.clock.advance(600);
  expect(await stale).toMatchObject({ counts: { all: 0 } });
  expect((await test.view.call('inbox.open', { ...filter, view: 'all' })).rows).toEqual([]);
});

it('refuses what is no inbox: too long a page, an empty tag', async () => {
  await using test = createTestCore();
  await expect(test.view.call('inbox.open', { ...filter, limit: 501 })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(test.view.call('inbox.tag', { conversationId: 1 as never, tag: ' ', isSet: true })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(test.view.call('inbox.set-state', { conversationId: 1 as never, state: 'done' })).rejects.toMatchObject({ code: 'not-found' });
});
