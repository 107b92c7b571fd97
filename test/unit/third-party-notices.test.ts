import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

it('names everything that is handed out, with its licence, and nothing that only builds or tests it', () => {
  const notices = execFileSync(process.execPath, ['scripts/third-party-notices.mjs'], { cwd: root, encoding: 'utf8', maxBuffer: 10_000_000 });
  const titles = notices.split(`${'-'.repeat(80)}\n\n`).map((notice) => notice.split('\n', 1)[0]);
  for (const name of [
    'better-sqlite3',
    'imapflow',
    'zod',
    'react',
    'react-aria',
    'jssip',
    'sdp-transform',
    'pdfjs-dist',
    '@fontsource-variable/inter',
  ])
    expect(titles.some((title) => title?.startsWith(`${name} `))).toBe(true);
  for (const name of ['vitest', 'typescript', 'electron', 'smtp-server', 'dns-packet'])
    expect(titles.some((title) => title?.startsWith(`${name} `))).toBe(false);
  expect(notices).toContain('Copyright (c) 2007-2017, Jean-Marc Valin');
  expect(notices.match(/Permission is hereby granted, free of charge/g)?.length).toBeGreaterThan(50);
});
