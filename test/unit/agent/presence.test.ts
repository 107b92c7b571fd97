import { describe, expect, it } from 'vitest';
import type { AgentPresence, AgentState, ChosenAgentState } from '../../../contract/model/agent.ts';
import { createAgentService } from '../../../main/agent/agent-service.ts';
import { isOffered, nextPresence, type AgentWork } from '../../../main/agent/presence.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createTestStore } from '../../fakes/test-store.ts';

const available: ChosenAgentState = { state: 'available', awayReasonId: null };
const lunch: ChosenAgentState = { state: 'away', awayReasonId: 'lunch' };
const offline: ChosenAgentState = { state: 'offline', awayReasonId: null };
const choices = { available, lunch, offline };
const work: AgentWork[] = ['none', 'call', 'wrap-up'];

/** What follows from every choice during every kind of work, whatever was before. */
const table: Record<keyof typeof choices, Record<AgentWork, [AgentState, isOffered: boolean]>> = {
  available: { none: ['available', true], call: ['busy', true], 'wrap-up': ['wrap-up', false] },
  lunch: { none: ['away', false], call: ['busy', true], 'wrap-up': ['wrap-up', false] },
  offline: { none: ['offline', false], call: ['busy', true], 'wrap-up': ['wrap-up', false] },
};

describe.each(Object.keys(choices) as (keyof typeof choices)[])('%s chosen', (chosen) => {
  describe.each(work)('during %s', (during) => {
    const [state, rings] = table[chosen][during];
    it.each([
      { state: 'available', awayReasonId: null, since: 1, next: available },
      { state: 'busy', awayReasonId: null, since: 1, next: available },
      { state: 'away', awayReasonId: 'lunch', since: 1, next: lunch },
      { state: 'away', awayReasonId: 'meeting', since: 1, next: { state: 'away', awayReasonId: 'meeting' } },
      { state: 'wrap-up', awayReasonId: null, since: 1, next: lunch },
      { state: 'offline', awayReasonId: null, since: 1, next: offline },
    ] satisfies AgentPresence[])(`gives ${state}, coming from $state $awayReasonId`, (before) => {
      const after = nextPresence(before, choices[chosen], during, 99);
      const awayReasonId = state === 'away' ? 'lunch' : null;
      const stays = before.state === state && before.awayReasonId === awayReasonId;
      expect(after).toEqual({ state, awayReasonId, since: stays ? 1 : 99, next: choices[chosen] });
      expect(isOffered(after)).toBe(rings);
      expect(nextPresence(after, choices[chosen], during, 100)).toBe(after);
    });
  });
});

function setUp() {
  const store = createTestStore();
  const clock = createManualClock();
  const create = () => createAgentService({ store, clock, awayReasonIds: () => ['lunch', 'meeting'] });
  return { store, clock, create, [Symbol.dispose]: () => store[Symbol.dispose]() };
}

describe('the agent service', () => {
  it('the next state is chosen during the call and follows its wrap-up', () => {
    using test = setUp();
    const agent = test.create();
    const heard: AgentState[] = [];
    agent.changed.on(({ state }) => heard.push(state));
    agent.workChanged('call');
    expect(agent.choose(lunch)).toMatchObject({ state: 'busy', next: lunch });
    agent.workChanged('wrap-up');
    agent.workChanged('none');
    expect(agent.read()).toMatchObject({ state: 'away', awayReasonId: 'lunch' });
    expect(heard).toEqual(['busy', 'busy', 'wrap-up', 'away']);
  });

  it('starts available in a new profile; away and offline outlive a restart, busy does not', () => {
    using test = setUp();
    const first = test.create();
    expect(first.read()).toMatchObject({ state: 'available' });
    first.workChanged('call');
    expect(test.create().read()).toMatchObject({ state: 'available' });
    first.choose(lunch);
    expect(test.create().read()).toMatchObject({ state: 'away', awayReasonId: 'lunch' });
    first.choose(offline);
    expect(test.create().read()).toMatchObject({ state: 'offline', awayReasonId: null });
  });

  it('knows since when', () => {
    using test = setUp();
    const agent = test.create();
    const begun = test.clock.now();
    test.clock.advance(5_000);
    agent.choose(available);
    expect(agent.read().since).toBe(begun);
    agent.choose(lunch);
    expect(agent.read().since).toBe(begun + 5_000);
  });

  it('refuses a reason nobody set up, and takes none along that does not belong', () => {
    using test = setUp();
    const agent = test.create();
    expect(() => agent.choose({ state: 'away', awayReasonId: 'golf' })).toThrow(
      expect.objectContaining({ code: 'invalid-input', failure: { reason: 'field-invalid', field: 'awayReasonId' } }),
    );
    expect(agent.choose({ state: 'offline', awayReasonId: 'lunch' })).toMatchObject({ state: 'offline', awayReasonId: null });
    expect(agent.choose({ state: 'away', awayReasonId: null })).toMatchObject({ state: 'away', awayReasonId: null });
  });
});
