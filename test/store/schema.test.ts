import { expect, it } from 'vitest';
import { createTestStore } from '../fakes/test-store.ts';

it('has the schema written down in schema.sql', async () => {
  using store = createTestStore();
  const objects = store.reader.all<{ sql: string }>(
    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name",
  );
  await expect(`${objects.map(({ sql }) => `${sql};`).join('\n\n')}\n`).toMatchFileSnapshot('schema.sql');
});

it('has only strict tables', () => {
  using store = createTestStore();
  const loose = store.reader.all(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND strict = 0",
  );
  expect(loose).toEqual([]);
});

it('finds every child of a foreign key by an index: a deletion never scans', () => {
  using store = createTestStore();
  const keys = store.reader.all<{ child: string; column: string }>(
    'SELECT m.name AS child, k."from" AS "column" FROM sqlite_schema m, pragma_foreign_key_list(m.name) k WHERE m.type = \'table\'',
  );
  expect(keys.length).toBeGreaterThan(8);
  for (const { child, column } of keys) {
    const [plan] = store.reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN SELECT 1 FROM ${child} WHERE ${column} = 1`);
    expect(plan?.detail, `${child}.${column}`).toMatch(/^SEARCH/);
  }
});

it('is set up as measured: WAL, NORMAL, foreign keys, erased text overwritten', () => {
  using store = createTestStore();
  const pragma = (name: string): unknown => Object.values(store.reader.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0];
  expect(
    ['journal_mode', 'page_size', 'synchronous', 'foreign_keys', 'secure_delete', 'cache_size', 'temp_store', 'wal_autocheckpoint'].map(pragma),
  ).toEqual(['wal', 8_192, 1, 1, 1, -65_536, 2, 8_192]);
});
