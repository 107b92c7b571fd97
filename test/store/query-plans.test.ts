import { expect, it } from 'vitest';
import { callsToReturnSql, recentPageSql } from '../../main/store/call-rows.ts';
import { contactSearchSql, identitySql, newestContactsSql } from '../../main/store/contact-rows.ts';
import { timelinePageSql } from '../../main/store/entry-rows.ts';
import { openWrapUpsSql } from '../../main/store/wrap-up-rows.ts';
import { createTestStore } from '../fakes/test-store.ts';

function planOf(sql: string): string[] {
  using store = createTestStore();
  const values = Array.from({ length: sql.split('?').length - 1 }, () => 1);
  return store.reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => detail);
}

it.each([
  ['a page of a timeline', timelinePageSql],
  ['all recent calls', recentPageSql('all')],
  ['missed calls', recentPageSql('missed')],
  ['incoming calls', recentPageSql('in')],
  ['outgoing calls', recentPageSql('out')],
  ['who has this number', identitySql],
  ['missed calls a contact waits for', callsToReturnSql],
  ['open wrap-ups', openWrapUpsSql],
])('%s: by index, without sorting', (_name, sql) => {
  const plan = planOf(sql);
  expect(plan.length).toBeGreaterThan(0);
  for (const step of plan) {
    // A partial index holds only the few rows that wait: walking it is what it is for.
    if (!/SCAN \w+ USING( COVERING)? INDEX (calls_missed|calls_to_return|wrap_ups_open)\b/.test(step))
      expect(step, plan.join('\n')).not.toMatch(/\bSCAN\b/);
    expect(step, plan.join('\n')).not.toMatch(/TEMP B-TREE/);
  }
});

it('the newest contacts: along their index, without sorting', () => {
  const plan = planOf(newestContactsSql);
  expect(plan[0]).toBe('SCAN c USING INDEX contacts_by_last_entry');
  expect(plan.join('\n')).not.toMatch(/TEMP B-TREE/);
});

it.each([1, 2, 3])('a search for %i words: the first by the index of words, the others by contact', (terms) => {
  const plan = planOf(contactSearchSql(terms));
  expect(
    plan.some((step) => /SEARCH contact_words USING PRIMARY KEY \(word>\? AND word<\?\)/.test(step)),
    plan.join('\n'),
  ).toBe(true);
  expect(plan.filter((step) => /SEARCH o EXISTS USING COVERING INDEX contact_words_by_contact/.test(step))).toHaveLength(terms - 1);
  expect(plan.join('\n')).not.toMatch(/\bSCAN\b/);
});
