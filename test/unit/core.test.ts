import { describe, expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyTimelinePatch } from '../../contract/timeline-reducer.ts';
import type { ContractError } from '../../contract/errors.ts';
import type { CallId } from '../../contract/model/ids.ts';
import { createFailedCore } from '../../main/core.ts';
import { buildAccountDraft } from '../builders.ts';
import { createRecordingLogger } from '../fakes/memory-ports.ts';
import { attachView, createTestCore, createTestFolder, type TestCore } from '../fakes/test-core.ts';

async function startLive(): Promise<TestCore> {
  const test = createTestCore();
  await test.view.call('accounts.add', buildAccountDraft());
  return test;
}

describe('a call, from the window to the timeline and back', () => {
  it('dial: journal, live call, patch, recent calls', async () => {
    await using test = await startLive();
    const { callId } = await test.view.call('voice.dial', { target: '+49 30 23125001', accountId: null, contactId: null, isConfirmed: false });
    const [live] = (await test.view.call('voice.list', {})).calls;
    expect(live).toMatchObject({ callId, state: 'dialling', match: { by: 'new-caller', value: '+49 30 23125001' } });
    const contactId = live!.contactId!;
    let window = await test.view.call('timeline.open', { contactId, before: null, limit: 50 });
    expect(window.entries).toMatchObject([{ id: callId, result: 'live' }]);

    const patched = test.view.next('timeline.patched');
    test.voice.pickUp(callId);
    test.clock.advance(30);
    window = applyTimelinePatch(window, await patched);
    await test.view.call('notes.save', { callId, text: 'Wants a refund' });
    test.clock.advance(60_000);
    const finished = test.view.next('calls.finished');
    await test.view.call('voice.hang-up', { callId });
    expect(await finished).toEqual({ callId, contactId, failure: null });
    const last = test.view.next('timeline.patched', ({ seq }) => seq > window.seq + 1);
    test.clock.advance(30);
    window = applyTimelinePatch(window, await last);
    expect(window.entries).toMatchObject([{ id: callId, result: 'answered', durationMs: 60_030, note: 'Wants a refund' }]);
    expect(window).toEqual(await test.view.call('timeline.open', { contactId, before: null, limit: 50 }));
    expect((await test.view.call('recent.open', { filter: 'out', before: null, limit: 5 })).calls).toMatchObject([{ callId, durationMs: 60_030 }]);
  });

  it('every window hears the same, and one that is gone is no trouble', async () => {
    await using test = await startLive();
    const second = test.openView();
    const third = test.openView();
    const rang = [test.view, second].map((view) => view.next('calls.changed', ({ calls }) => calls.length === 1));
    third.close();
    const callId = test.voice.ring();
    expect((await Promise.all(rang)).map(({ calls }) => calls[0]?.callId)).toEqual([callId, callId]);
    await expect(third.call('voice.list', {})).rejects.toMatchObject({ code: 'channel-closed' });
    expect(test.core.hasLiveCalls).toBe(true);
  });

  it('a caller who is named while talking has the name everywhere at once', async () => {
    await using test = await startLive();
    const callId = test.voice.ring()!;
    await test.view.call('voice.answer', { callId });
    const { contactId } = (await test.view.call('voice.list', {})).calls[0]!;
    await test.view.call('contacts.edit', { contactId: contactId!, name: 'Maren Schulte', company: 'Schulte KG' });
    expect((await test.view.call('voice.list', {})).calls[0]).toMatchObject({ contactName: 'Maren Schulte', company: 'Schulte KG' });
    const recent = test.view.next('recent.patched', ({ upserted }) => upserted.some((call) => call.contactName === 'Maren Schulte'));
    test.clock.advance(30);
    await recent;
    await test.view.call('voice.hang-up', { callId });
    expect((await test.view.call('wrap-up.list', {})).wrapUps).toMatchObject([{ contactName: 'Maren Schulte' }]);
  });
});

describe("the agent's state follows the work", () => {
  const states = ({ view }: TestCore) =>
    view.heard.flatMap(({ name, payload }) => (name === 'agent.changed' ? [(payload as { state: string }).state] : []));
  const talk = async (test: TestCore): Promise<CallId> => {
    const callId = test.voice.ring()!;
    await test.view.call('voice.answer', { callId });
    return callId;
  };

  it('available, busy, wrap-up, and then what was chosen: never available for an instant in between', async () => {
    await using test = await startLive();
    const callId = await talk(test);
    await test.view.call('agent.choose', { state: 'away', awayReasonId: 'lunch' });
    await test.view.call('voice.hang-up', { callId });
    const [wrapUp] = (await test.view.call('wrap-up.list', {})).wrapUps;
    await test.view.call('wrap-up.edit', { interactionId: wrapUp!.interactionId, dispositionId: 'resolved', followUpAt: null });
    await test.view.call('wrap-up.finish', { interactionId: wrapUp!.interactionId });
    await test.view.call('agent.read', {});
    expect(states(test)).toEqual(['busy', 'busy', 'wrap-up', 'away']);
  });

  it('calls ring while available and while busy (call waiting), not in wrap-up, away or offline: those are missed', async () => {
    await using test = await startLive();
    const first = await talk(test);
    const waiting = test.voice.ring({ address: '+493023125002' });
    expect(waiting).not.toBeNull();
    await test.view.call('voice.decline', { callId: waiting! });
    await test.view.call('voice.hang-up', { callId: first });
    expect(test.voice.ring({ address: '+493023125003' })).toBeNull();
    const [wrapUp] = (await test.view.call('wrap-up.list', {})).wrapUps;
    await test.view.call('wrap-up.finish', { interactionId: wrapUp!.interactionId });
    for (const state of ['away', 'offline'] as const) {
      await test.view.call('agent.choose', { state, awayReasonId: null });
      expect(test.voice.ring({ address: '+493023125003' })).toBeNull();
    }
    expect(test.voice.needs().admission.isOnDuty()).toBe(false);
    await test.view.call('agent.choose', { state: 'available', awayReasonId: null });
    expect(test.voice.needs().admission.isOnDuty()).toBe(true);
    expect(test.voice.ring({ address: '+493023125003' })).not.toBeNull();
    expect(await test.view.call('recent.open', { filter: 'missed', before: null, limit: 9 })).toMatchObject({ needsReturn: 3 });
  });

  it('a call nobody answered needs no wrap-up', async () => {
    await using test = await startLive();
    test.voice.end(test.voice.ring()!, 'missed');
    expect((await test.view.call('wrap-up.list', {})).wrapUps).toEqual([]);
    expect(await test.view.call('agent.read', {})).toMatchObject({ state: 'available' });
  });

  it('after a crash in mid-call the call is interrupted, its note is there, and its wrap-up waits', async () => {
    await using test = await startLive();
    const callId = await talk(test);
    await test.view.call('notes.save', { callId, text: 'half a sent' });
    // Not closed: what the next start finds is what a kill would have left.
    await using next = createTestCore({ dataFolder: test.dataFolder, clock: test.clock });
    expect((await next.view.call('wrap-up.list', {})).wrapUps).toMatchObject([{ callId, note: 'half a sent' }]);
    expect(await next.view.call('agent.read', {})).toMatchObject({ state: 'wrap-up', next: { state: 'available' } });
    expect((await next.view.call('recent.open', { filter: 'all', before: null, limit: 9 })).calls).toMatchObject([{ callId, result: 'interrupted' }]);
  });
});

describe('notifications', () => {
  it('one for each ringing call, in the language of the agent, gone with the ringing', async () => {
    await using test = await startLive();
    const callId = test.voice.ring()!;
    expect([...test.notifier.shown.values()]).toMatchObject([
      { tag: `call-${callId}`, title: '+49 30 23125001 is calling', actions: [{ label: 'Answer' }, { label: 'Decline' }] },
    ]);
    await test.view.call('voice.answer', { callId });
    expect(test.notifier.shown.size).toBe(0);
    await test.view.call('settings.edit', { language: 'de' });
    test.voice.ring({ isAnonymous: true, address: 'anonymous' });
    expect([...test.notifier.shown.values()]).toMatchObject([
      { title: 'Nummer unterdrückt ruft an', actions: [{ label: 'Annehmen' }, { label: 'Ablehnen' }] },
    ]);
  });

  it('its buttons answer and decline; the click brings the customer to the front', async () => {
    await using test = await startLive();
    const declined = test.voice.ring()!;
    test.notifier.act(`call-${declined}`, 'decline');
    expect(test.core.hasLiveCalls).toBe(false);
    expect(test.windows.shownTimes).toBe(0);

    const popped = test.view.next('window.contact-requested');
    const callId = test.voice.ring()!;
    const { contactId } = (await test.view.call('voice.list', {})).calls[0]!;
    test.notifier.act(`call-${callId}`, 'open');
    expect(await popped).toEqual({ contactId, at: test.clock.now() });
    test.notifier.act(`call-${callId}`, 'answer');
    expect((await test.view.call('voice.list', {})).calls).toMatchObject([{ callId, state: 'connected' }]);
    expect(test.windows.shownTimes).toBe(2);
    // Pressed a second too late.
    test.notifier.act(`call-${declined}`, 'decline');
    await test.view.call('voice.list', {});
    expect(test.logger.lines.at(-1)).toMatchObject({ event: 'notification-action-refused' });
  });

  it('none where the agent wants none', async () => {
    await using test = await startLive();
    await test.view.call('settings.edit', { isNotificationShown: false });
    test.voice.ring();
    expect(test.notifier.shown.size).toBe(0);
  });
});

describe('a core that cannot start', () => {
  it('answers every call with the reason, and the database stays as it is', async () => {
    using folder = createTestFolder();
    writeFileSync(join(folder.path, 'threadline.db'), 'not a database, but perhaps all there is left of one'.repeat(100));
    const logger = createRecordingLogger();
    let error: unknown;
    expect(() => {
      try {
        createTestCore({ dataFolder: folder.path });
      } catch (thrown) {
        error = thrown;
        throw thrown;
      }
    }).toThrow(expect.objectContaining({ code: 'core-not-started' }));
    const core = createFailedCore(error, logger);
    const view = attachView(core);
    for (const ask of [view.call('application.describe', {}), view.call('voice.list', {})]) {
      await expect(ask).rejects.toMatchObject({ code: 'core-not-started', failure: { reason: 'database-damaged' } });
    }
    expect(logger.lines).toMatchObject([{ event: 'core-not-started' }]);
    expect(core.hasLiveCalls).toBe(false);
  });
});

it('what was not expected becomes an incident: its number for the agent, its stack for the log', async () => {
  await using test = await startLive();
  const view = test.openView();
  await test.core[Symbol.asyncDispose]();
  const error = await view.call('contacts.search', { text: '', limit: 5 }).then(
    () => null,
    (thrown: ContractError) => thrown,
  );
  expect(error).toMatchObject({ code: 'internal', incident: expect.stringMatching(/^[a-z0-9]+-1$/) });
  expect(test.logger.lines.find(({ event }) => event === 'incident')?.rest).toContain(error?.incident);
});
