import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSyncService, type SyncService } from '../../../main/sync/sync-service.ts';
import { createFakePolled, ProviderError, step, type FakePolled } from '../../fakes/fake-polled.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger, stillNetwork } from '../../fakes/memory-ports.ts';
import { createTestStore, type TestStore } from '../../fakes/test-store.ts';

let store: TestStore;
let clock: ManualClock;
let polled: FakePolled;
let sync: SyncService;
beforeEach(() => {
  store = createTestStore();
  store.write((writer) =>
    writer.run(
      "INSERT INTO accounts (id, kind, label, aor, server_url, ice_servers, dtmf_mode, is_enabled, is_default) VALUES (1, 'email-imap', '', '', '', '', '', 1, 0)",
    ),
  );
  clock = createManualClock();
  polled = createFakePolled();
});
afterEach(async () => {
  await sync[Symbol.asyncDispose]();
  store[Symbol.dispose]();
});

function start(): SyncService {
  const services = { accounts: polled.accounts, store, clock, logger: createRecordingLogger(), network: stillNetwork, random: () => 1 };
  return (sync = createSyncService(services));
}
/** Lets what is due run, and everything that follows from it at once. */
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}
const status = () => sync.statuses()[0]!;

describe('polling', () => {
  it('begins at once and comes back after the interval', async () => {
    polled.answer([step(), step()]);
    start();
    expect(status().state).toBe('connecting');
    await pass(0);
    expect(status()).toMatchObject({ state: 'ok', lastSuccessAt: clock.now(), failure: null });
    await pass(299_000);
    expect(polled.pulls).toBe(1);
    await pass(1_000);
    expect(polled.pulls).toBe(2);
  });

  it('comes sooner when told that there is news; many hints at once are one', async () => {
    start();
    await pass(0);
    const go = polled.hold();
    polled.hint();
    await pass(0);
    for (let n = 0; n < 20; n += 1) polled.hint();
    go();
    await pass(0);
    expect(polled.pulls).toBe(3);
  });

  it('brings what is older after what is new, and lets news go first', async () => {
    const progress = { done: 1, total: 3 };
    polled.answer([step({ progress })], [step({ progress: { done: 2, total: 3 } })], [step()]);
    polled.keepOlder(step({ progress: { done: 2, total: 3 } }), step({ progress: { done: 3, total: 3 } }));
    const go = polled.hold();
    start();
    await pass(0);
    go();
    const goOlder = polled.hold();
    await pass(0);
    expect(status().progress).toEqual(progress);
    polled.hint();
    goOlder();
    await pass(0);
    // What was under way was finished, then came the news, then the rest.
    expect([polled.pulls, polled.backfills]).toEqual([3, 2]);
    expect(status()).toMatchObject({ state: 'ok', progress: null });
  });

  it('waits longer after each failure, as long as the provider asks at least, and says until when', async () => {
    polled.answer(new ProviderError(), new ProviderError(), new ProviderError({ failure: { reason: 'provider-busy' }, afterMs: 600_000 }));
    start();
    await pass(0);
    expect(status()).toMatchObject({ state: 'degraded', failure: { reason: 'connection-lost' }, nextTryAt: clock.now() + 5_000 });
    await pass(5_000);
    expect(status().nextTryAt).toBe(clock.now() + 10_000);
    // News does not make a provider that fails work.
    polled.hint();
    await pass(0);
    expect(polled.pulls).toBe(2);
    await pass(10_000);
    expect(status()).toMatchObject({ failure: { reason: 'provider-busy' }, nextTryAt: clock.now() + 600_000 });
    await pass(600_000);
    expect(status()).toMatchObject({ state: 'ok', nextTryAt: null });
  });

  it('keeps to what the provider asked for over a restart', async () => {
    polled.answer(new ProviderError({ afterMs: 60_000 }));
    start();
    await pass(0);
    await sync[Symbol.asyncDispose]();
    start();
    await pass(59_000);
    expect(polled.pulls).toBe(1);
    await pass(1_000);
    expect(polled.pulls).toBe(2);
  });

  it('asks the agent after the second refusal of the password, and never tries by itself again; corrected, it works at once', async () => {
    const refused = new ProviderError({ failure: { reason: 'password-refused' }, isAuth: true });
    polled.answer(refused, refused);
    start();
    await pass(0);
    expect(status().state).toBe('degraded');
    await pass(5_000);
    expect(status()).toMatchObject({ state: 'auth-needed', nextTryAt: null });
    await pass(86_400_000);
    expect(polled.pulls).toBe(2);
    polled.correct();
    await pass(0);
    expect(polled.opened).toBe(2);
    expect(status().state).toBe('ok');
  });

  it('paused it rests, also over a restart; let go on, it begins at once', async () => {
    start();
    await pass(0);
    sync.setPaused(polled.accountId, true);
    await pass(3_600_000);
    expect(status().state).toBe('paused');
    await sync[Symbol.asyncDispose]();
    start();
    await pass(3_600_000);
    expect([status().state, polled.pulls]).toEqual(['paused', 1]);
    sync.setPaused(polled.accountId, false);
    await pass(0);
    expect([status().state, polled.pulls]).toEqual(['ok', 2]);
  });

  it('asked by the agent it tries at once, whatever was being waited for', async () => {
    polled.answer(new ProviderError({ afterMs: 900_000 }));
    start();
    await pass(0);
    sync.retry(polled.accountId);
    await pass(0);
    expect(status().state).toBe('ok');
  });

  it('where there is nobody to wake it, it looks every minute', async () => {
    polled = createFakePolled({ canWake: false });
    start();
    await pass(0);
    await pass(60_000);
    expect(polled.pulls).toBe(2);
  });
});
