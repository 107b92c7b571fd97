import { describe, expect, it } from 'vitest';
import { conversationIdSchema } from '../../../contract/model/ids.ts';
import { emailKey } from '../../../main/lib/email-address.ts';
import { createMessageKey, readMessageKey } from '../../../main/lib/message-key.ts';

const conversationId = conversationIdSchema.parse(4711);

describe('a Message-ID of ours', () => {
  it('says which conversation it belongs to, to whoever has the secret', () => {
    const key = createMessageKey({ conversationId, domain: 'example.org', secret: 'ours' });
    expect(key).toMatch(/^[\w.-]+@example\.org$/);
    expect(readMessageKey(key, 'ours')).toBe(conversationId);
    expect(readMessageKey(key, 'another')).toBeNull();
  });

  it('is never the same twice, and cannot be turned into another’s', () => {
    const [first = '', second = ''] = [1, 2].map(() => createMessageKey({ conversationId, domain: 'example.org', secret: 'ours' }));
    expect(first).not.toBe(second);
    expect(readMessageKey(first.replace(`.${(4711).toString(36)}.`, `.${(4712).toString(36)}.`), 'ours')).toBeNull();
    for (const foreign of ['', 'x@y', 't1.a.b.c@d']) expect(readMessageKey(foreign, 'ours')).toBeNull();
  });
});

describe('an e-mail address', () => {
  it.each([
    [' Lea@Example.ORG ', 'lea@example.org'],
    ['jörg@bücher.example', 'jörg@xn--bcher-kva.example'],
    ['a@b', 'a@b'],
  ])('%j', (raw, value) => expect(emailKey(raw)?.value).toBe(value));

  it.each(['', 'lea', '@example.org', 'a b@example.org', 'lea@', `${'x'.repeat(250)}@example.org`])('%j is none', (raw) =>
    expect(emailKey(raw)).toBeNull(),
  );
});
