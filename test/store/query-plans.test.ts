import { expect, it } from 'vitest';
import { callsToReturnSql, recentPageSql } from '../../main/store/call-rows.ts';
import { contactSearchSql, identitySql, newestContactsSql } from '../../main/store/contact-rows.ts';
import { draftAtSql } from '../../main/store/draft-rows.ts';
import { conversationOfChannelSql, takenIdSql, timelinePageSql } from '../../main/store/entry-rows.ts';
import {
  countOfFormSql,
  newestAskedSql,
  filteredPageSql,
  firstEntrySql,
  newestEntrySql,
  threadCountSql,
  unreadSql,
} from '../../main/store/timeline-rows.ts';
import {
  conversationsOfContactSql,
  dueSnoozesSql,
  inboxCountsSql,
  inboxPageSql,
  messagesToMarkSql,
  nextSnoozeSql,
  tagsSql,
  type InboxShape,
} from '../../main/store/inbox-rows.ts';
import { inboxTerms } from '../../main/store/inbox-words.ts';
import { newestMessageSql, unreadCountSql } from '../../main/store/conversation-rows.ts';
import {
  conversationOfThreadSql,
  knownMailSql,
  mailByMessageIdSql,
  messageByExternalIdSql,
  orphansSql,
  otherPlaceSql,
  ownMailSql,
  placeSql,
  placesUnderSql,
} from '../../main/store/mail-rows.ts';
import { mediaBytesSql, mediaFileSql, mediaFilesSql, oldestMediaSql, placesOfSql } from '../../main/store/media-rows.ts';
import { answeredSql, pendingMarksSql, pendingSeenSql } from '../../main/store/mark-rows.ts';
import { lastPracticeChangeSql, practiceDueSql } from '../../main/store/practice-mail-rows.ts';
import { newestCallsSql, qualitySql } from '../../main/store/quality-rows.ts';
import { oldRecordingsSql } from '../../main/store/recording-rows.ts';
import { openWrapUpsSql } from '../../main/store/wrap-up-rows.ts';
import { createTestStore } from '../fakes/test-store.ts';

const shape = (fields: Partial<InboxShape>): InboxShape => ({
  view: 'open',
  isMine: false,
  order: 'newest',
  hasTag: false,
  terms: [],
  isRare: false,
  ...fields,
});

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
  ['what a call sounded like', qualitySql],
  ['recordings that are too old', oldRecordingsSql],
  ['the whole inbox', inboxPageSql(shape({ view: 'all' }))],
  ['conversations that wait for an answer, the newest first', inboxPageSql(shape({}))],
  ['who waits longest', inboxPageSql(shape({ order: 'longest' }))],
  ['what is done', inboxPageSql(shape({ view: 'done' }))],
  ['what is snoozed', inboxPageSql(shape({ view: 'snoozed' }))],
  ['what is done and mine', inboxPageSql(shape({ view: 'done', isMine: true }))],
  ['whose snooze is over', dueSnoozesSql],
  ['the next snooze', nextSnoozeSql],
  ['the newest message of a conversation', newestMessageSql],
  ['an attachment that is here', mediaFileSql],
  ['what was not looked at for the longest', oldestMediaSql],
  ['what is to be marked at a provider', pendingMarksSql],
  ['whether a message is still to be marked', pendingSeenSql],
  ['what a message answers', answeredSql],
  ['what has arrived in the practice mailbox', practiceDueSql],
  ['what happened there last', lastPracticeChangeSql],
])('%s: by index, without sorting', (_name, sql) => {
  const plan = planOf(sql);
  expect(plan.length).toBeGreaterThan(0);
  for (const step of plan) {
    // A partial index holds only the few rows that wait: walking it is what it is for.
    if (
      !/SCAN \w+ USING( COVERING)? INDEX (calls_missed|calls_to_return|wrap_ups_open|conversations_open|conversations_snoozed|conversations_newest)\b/.test(
        step,
      )
    )
      expect(step, plan.join('\n')).not.toMatch(/\bSCAN\b/);
    expect(step, plan.join('\n')).not.toMatch(/TEMP B-TREE/);
  }
});

it.each([
  ['all', 'e USING INDEX entries_by_contact (contact_id=? AND id'],
  ['form', 'e USING INDEX entries_by_form (contact_id=? AND form=? AND id'],
  ['conversation', 'e USING INDEX entries_by_conversation (conversation_id=? AND rowid'],
] as const)('a page of a timeline, %s, older and newer: from its key along one index', (scope, step) => {
  for (const direction of ['older', 'newer'] as const) {
    const plan = planOf(filteredPageSql(scope, direction));
    expect(plan[0]).toContain(`SEARCH ${step}${direction === 'older' ? '<' : '>'}?)`);
    expect(plan.join('\n')).not.toMatch(/TEMP B-TREE|\bSCAN\b/);
  }
});

it.each([
  ['how many of a form', countOfFormSql, 'entries USING COVERING INDEX entries_by_form (contact_id=? AND form=?)'],
  ['the first entry', firstEntrySql, 'entries USING INDEX entries_by_contact (contact_id=?)'],
  ['the newest entry', newestEntrySql, 'entries USING COVERING INDEX entries_by_contact (contact_id=?)'],
  ['what is unread', unreadSql, 'u USING PRIMARY KEY (contact_id=?)'],
  ['how long a conversation is', threadCountSql, 'entries USING COVERING INDEX entries_by_conversation (conversation_id=?)'],
  ['the newest that asks for an answer', newestAskedSql, 'e USING COVERING INDEX entries_by_conversation (conversation_id=?)'],
])('%s: by its index', (_name, sql, step) => {
  const plan = planOf(sql);
  expect(
    plan.some((line) => line.includes(`SEARCH ${step}`)),
    plan.join('\n'),
  ).toBe(true);
  expect(plan.filter((line) => !line.startsWith('SCAN (subquery')).join('\n')).not.toMatch(/\bSCAN\b/);
});

/** In the order in which they are gone through: what comes first decides how many there are of the rest. */
it.each([
  ['whether a mail is known', knownMailSql, ['mails USING COVERING INDEX mails_by_message_id (message_id=?)']],
  [
    'the mail with a Message-ID',
    mailByMessageIdSql,
    ['l USING COVERING INDEX mails_by_message_id (message_id=?)', 'm USING INTEGER', 'e USING INTEGER'],
  ],
  [
    'the conversation a mail belongs to',
    conversationOfThreadSql,
    ['l USING COVERING INDEX mails_by_message_id (message_id=?)', 'e USING INTEGER', 'm USING'],
  ],
  ['a mail of ours that is seen at the provider', ownMailSql, ['l USING COVERING INDEX mails_by_message_id (message_id=?)', 'm USING INTEGER']],
  [
    'a message by its id at the provider',
    messageByExternalIdSql,
    ['messages USING COVERING INDEX messages_by_external_id (account_id=? AND external_id=?)'],
  ],
  ['a message by its place', placeSql, ['message_places USING PRIMARY KEY (account_id=? AND place=?)']],
  ['the messages of a folder', placesUnderSql, ['message_places USING PRIMARY KEY (account_id=? AND place>? AND place<?)']],
  ['whether a message is kept elsewhere', otherPlaceSql, ['message_places USING COVERING INDEX message_places_by_entry (entry_id=?)']],
  ['where a message is kept', placesOfSql, ['message_places USING COVERING INDEX message_places_by_entry (entry_id=?)']],
  ['what the provider has no longer', orphansSql, ['o USING COVERING INDEX message_orphans_by_account (account_id=?)', 'e USING INTEGER']],
  ['what is here of a message', mediaFilesSql, ['media_files USING INDEX sqlite_autoindex_media_files_2 (entry_id=?)']],
  ['the draft at a place', draftAtSql, ['drafts USING INDEX drafts_by_answered (answers_id=?)']],
  ['what becomes read', messagesToMarkSql(false), ['e USING COVERING INDEX entries_by_conversation (conversation_id=?)', 'm USING INTEGER']],
  ['what becomes unread', messagesToMarkSql(true), ['e USING COVERING INDEX entries_by_conversation (conversation_id=?)', 'm USING INTEGER']],
  ['how many are unread', unreadCountSql, ['e USING COVERING INDEX entries_by_conversation (conversation_id=?)', 'm USING INTEGER']],
  [
    'the conversation of a channel',
    conversationOfChannelSql,
    ['conversations USING COVERING INDEX conversations_by_contact (contact_id=? AND channel=?)'],
  ],
  ['the ids of a millisecond', takenIdSql, ['entries USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)']],
])('%s: each step by its index, in this order, without sorting', (_name, sql, steps) => {
  const plan = planOf(sql);
  expect(plan, plan.join('\n')).toHaveLength(steps.length);
  for (const [n, step] of steps.entries()) expect(plan[n]).toContain(`SEARCH ${step}`);
});

it('the newest conversations of a contact: no others are gone through, and those are sorted', () => {
  expect(planOf(conversationsOfContactSql)).toEqual([
    'SEARCH conversations USING INDEX conversations_by_contact (contact_id=?)',
    'USE TEMP B-TREE FOR ORDER BY',
  ]);
});

it('the tags in use: from tag to tag, not from conversation to conversation', () => {
  const steps = planOf(tagsSql).filter((step) => /conversation_tags/.test(step));
  expect(steps).toHaveLength(2);
  for (const step of steps) expect(step).toMatch(/^SEARCH conversation_tags/);
});

it('the newest calls with what they sounded like: from the end, no further than asked', () => {
  const plan = planOf(newestCallsSql);
  expect(plan[0]).toBe('SCAN c');
  expect(plan.join('\n')).not.toMatch(/TEMP B-TREE|SCAN [es]/);
});

it('how much room media files take: by the index alone', () => {
  expect(planOf(mediaBytesSql)).toEqual(['SCAN media_files USING COVERING INDEX media_files_by_use']);
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

it('an inbox search few match: they are gathered by their words and sorted; the rest of the inbox is not walked', () => {
  const plan = planOf(inboxPageSql(shape({ view: 'done', terms: inboxTerms('router'), isRare: true })));
  expect(plan[0]).toBe('SEARCH c USING INTEGER PRIMARY KEY (rowid=?)');
  expect(plan.join('\n')).toMatch(/VIRTUAL TABLE INDEX/);
  expect(plan.join('\n')).toMatch(/SEARCH contact_words USING PRIMARY KEY \(word>\? AND word<\?\)/);
  expect(plan.filter((step) => step.startsWith('SCAN') && !/VIRTUAL TABLE/.test(step))).toEqual([]);
});

it('an inbox search many match: the view is walked in its order until the page is full', () => {
  const plan = planOf(inboxPageSql(shape({ view: 'done', terms: inboxTerms('re') })));
  expect(plan[0]).toBe('SEARCH c USING INDEX conversations_by_state (state=? AND last_id<?)');
  expect(plan.join('\n')).not.toMatch(/TEMP B-TREE/);
});

it('conversations with a tag: by the tag', () => {
  const plan = planOf(inboxPageSql(shape({ view: 'all', hasTag: true })));
  expect(plan.join('\n')).toMatch(/conversation_tags_by_tag \(tag=\?\)/);
});

it('how many conversations there are: by indices alone, a thousand steps at most', () => {
  const steps = planOf(inboxCountsSql).filter((step) => /conversations/.test(step));
  expect(steps).toHaveLength(5);
  for (const step of steps) expect(step).toMatch(/^SEARCH conversations USING COVERING INDEX/);
});
