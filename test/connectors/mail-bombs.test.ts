import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { BombReading } from '../fakes/bomb-child.ts';
import { mailBombs } from '../fakes/mail-bombs.ts';

const run = promisify(execFile);
/** These say nothing else of themselves. */
const withoutSender = new Set(['comments in comments']);

/** Each in a process of its own: what it took of memory is its own. */
describe('mails made to hurt', () => {
  it.concurrent.each(mailBombs.map(({ name }) => name))('%s', { timeout: 60_000 }, async (name) => {
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, '../fakes/bomb-child.ts'), name]);
    const { cpuMs, growthMb, subject, from, text, after } = JSON.parse(stdout) as BombReading;
    expect(cpuMs).toBeLessThanOrEqual(2_000);
    expect(growthMb).toBeLessThanOrEqual(200);
    // Something sensible is shown: at least who, and what about.
    expect(subject).toMatch(name === 'encoded words without end' ? /^ä+$/ : new RegExp(name));
    if (!withoutSender.has(name)) expect(from).toBe('mallory@example.net');
    expect(`${subject}${text}`).not.toContain('\0');
    expect(after).toBe('after');
  });
});
