import type Sqlite from 'better-sqlite3';
import { ContractError } from '../../contract/errors.ts';
import type { Migration } from './migrations/list.ts';

const versionOf = (sqlite: Sqlite.Database): number => Number(sqlite.pragma('user_version', { simple: true }));

/** Throws ContractError core-not-started with database-too-new. */
export function refuseNewer(sqlite: Sqlite.Database, migrations: readonly Migration[]): void {
  const current = versionOf(sqlite);
  const newest = migrations.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new ContractError('core-not-started', { failure: { reason: 'database-too-new', technical: `${current} > ${newest}` } });
  }
}

/** Forward only, each step in a transaction of its own; `user_version` is the number of the last one. */
export function migrate(sqlite: Sqlite.Database, migrations: readonly Migration[]): void {
  const current = versionOf(sqlite);
  for (const { version, sql } of migrations) {
    if (version <= current) continue;
    sqlite.transaction(() => {
      sqlite.exec(sql);
      sqlite.pragma(`user_version = ${version}`);
    })();
  }
}
