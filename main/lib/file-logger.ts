import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Logger } from '../ports.ts';

/** Where the log of a profile is. */
export const logFileOf = (dataFolder: string): string => join(dataFolder, 'logs/threadline.log');

const rotateAtBytes = 2_000_000;

/** One JSON object a line; the file before the last is kept as `.1`. */
export function createFileLogger(file: string): Logger {
  mkdirSync(dirname(file), { recursive: true });

  function write(level: string, event: string, fields: Readonly<Record<string, unknown>>): void {
    if (existsSync(file) && statSync(file).size > rotateAtBytes) renameSync(file, `${file}.1`);
    appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`, { mode: 0o600 });
  }
  return {
    info: (event, details = {}) => write('info', event, details),
    warn: (event, details = {}) => write('warn', event, details),
    error: (event, error, details = {}) => write('error', event, { ...details, error: error instanceof Error ? error.stack : String(error) }),
  };
}
