import { describe, expect, it } from 'vitest';
import { createInviteGate } from '../../../main/voice/invite-gate.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

function startGate() {
  const clock = createManualClock();
  const gate = createInviteGate(clock);
  let floods = 0;
  gate.flooded.on(() => (floods += 1));
  const admitted = (count: number, source: (at: number) => string, everyMs = 0): number => {
    let some = 0;
    for (let at = 0; at < count; at += 1) {
      if (gate.admits(source(at))) some += 1;
      clock.advance(everyMs);
    }
    return some;
  };
  return { clock, gate, admitted, floods: () => floods };
}

describe('a flood of calls', () => {
  it('of one caller: a few come in, and another caller still does', () => {
    const { gate, admitted, floods } = startGate();
    expect(admitted(10_000, () => 'mallory', 1)).toBeLessThanOrEqual(6 + 4);
    expect(gate.admits('maren')).toBe(true);
    expect(floods()).toBe(1);
  });

  it('of invented callers: about one a second comes in', () => {
    const { admitted, floods } = startGate();
    expect(admitted(10_000, (at) => `caller-${at}`, 1)).toBeLessThanOrEqual(12 + 10);
    expect(floods()).toBe(1);
  });

  it('of one caller is shut out for that one only, and for two seconds after it was last looked at', () => {
    const { clock, gate, admitted } = startGate();
    expect(gate.isShut('mallory')).toBe(false);
    admitted(8, () => 'mallory');
    expect(gate.isShut('mallory')).toBe(true);
    expect(gate.isShut('maren')).toBe(false);
    clock.advance(2_000);
    expect(gate.isShut('mallory')).toBe(false);
  });

  it('of invented callers is shut out for all, but for one a second', () => {
    const { clock, gate, admitted } = startGate();
    admitted(20, (at) => `caller-${at}`);
    expect(gate.isShut('maren')).toBe(true);
    clock.advance(1_000);
    expect(gate.isShut('maren')).toBe(false);
    expect(gate.admits('maren')).toBe(true);
    expect(gate.isShut('jonas')).toBe(true);
  });

  it('that is over leaves nothing behind; the next one is said again', () => {
    const { clock, gate, admitted, floods } = startGate();
    admitted(1_000, () => 'mallory');
    clock.advance(30_000);
    expect(gate.admits('mallory')).toBe(true);
    clock.advance(61_000);
    admitted(1_000, () => 'mallory');
    expect(floods()).toBe(2);
  });
});

it('what people and queues do is none', () => {
  const { admitted, clock, floods } = startGate();
  // One who tries again and again.
  expect(admitted(60, () => 'maren', 3_000)).toBe(60);
  // A queue that rings everybody, a new caller each second and a half.
  expect(admitted(60, (at) => `caller-${at}`, 1_500)).toBe(60);
  clock.advance(20_000);
  // Ten at once, after the lunch break.
  expect(admitted(10, (at) => `late-${at}`)).toBe(10);
  expect(floods()).toBe(0);
});
