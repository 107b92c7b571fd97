import { expect, it } from 'vitest';
import { readAddresses, watchAddresses } from '../../../main/lib/address-watch.ts';
import type { AddressChange } from '../../../main/ports.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

it('tells of other addresses, of none, and of a sleep; of nothing else', () => {
  const clock = createManualClock();
  let addresses = ['10.0.0.5', '2001:db8::5'];
  const told: AddressChange[] = [];
  const off = watchAddresses({ clock, read: () => addresses })((now) => told.push(now));
  clock.advance(60_000);
  addresses = ['2001:db8::5', '10.0.0.5'];
  clock.advance(60_000);
  expect(told).toEqual([]);

  addresses = [];
  clock.advance(1_000);
  addresses = ['10.66.0.2'];
  clock.advance(1_000);
  addresses = ['10.66.0.2', '10.8.0.2'];
  clock.advance(1_000);
  expect(told).toEqual([
    { addresses: [], appeared: [] },
    { addresses: ['10.66.0.2'], appeared: ['10.66.0.2'] },
    { addresses: ['10.66.0.2', '10.8.0.2'], appeared: ['10.8.0.2'] },
  ]);

  off();
  addresses = ['10.66.0.3'];
  clock.advance(60_000);
  expect(told).toHaveLength(3);
  expect(clock.waiting).toBe(0);
});

it('tells of a machine that slept, also where its addresses are the same', () => {
  let now = 0;
  let look = (): void => undefined;
  const clock = { now: () => now, every: (_ms: number, run: () => void) => ((look = run), { [Symbol.dispose]: () => undefined }) };
  let told = 0;
  watchAddresses({ clock, read: () => ['10.0.0.5'] })(() => (told += 1));
  now += 500;
  look();
  expect(told).toBe(0);
  now += 3_600_000;
  look();
  expect(told).toBe(1);
});

it('reads no addresses that lead nowhere', () => {
  expect(readAddresses().filter((address) => /^(127\.|::1$|fe80:|169\.254\.)/i.test(address))).toEqual([]);
});
