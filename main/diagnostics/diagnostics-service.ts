import { writeFile } from 'node:fs/promises';
import { strToU8, zip } from 'fflate';
import { ContractError } from '../../contract/errors.ts';
import type { Clock, DesktopServices } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { readNewestCalls } from '../store/quality-rows.ts';
import { buildBundle, type DiagnosticSources } from './bundle.ts';
import { readTail } from './log-tail.ts';

export interface DiagnosticsFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What somebody needs to find out why calls fail or sound bad. It is written where the agent says, and goes nowhere else. */
export interface DiagnosticsService {
  /** Asks where to; false: nowhere. Throws unavailable where there is no desktop, or with disk-full or file-refused. */
  save(): Promise<boolean>;
  /** The same for a page that saves by itself. */
  pack(): Promise<DiagnosticsFile>;
}

export interface DiagnosticsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly desktop: DesktopServices | null;
  readonly logFile: string;
  /** Everything that neither the store nor the log knows. */
  readonly describe: () => Omit<DiagnosticSources, 'at' | 'calls' | 'log'>;
}

const mostCalls = 50;
const mostLogBytes = 500_000;

export function createDiagnosticsService({ store, clock, desktop, logFile, describe }: DiagnosticsDeps): DiagnosticsService {
  async function pack(): Promise<DiagnosticsFile> {
    const at = clock.now();
    const log = [`${logFile}.1`, logFile].map((file) => readTail(file, mostLogBytes)).join('');
    const files = buildBundle({ ...describe(), at, calls: readNewestCalls(store.reader, mostCalls), log });
    const stamp = new Date(at).toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
    return { name: `threadline-diagnostics-${stamp}.zip`, bytes: await zipped(files) };
  }

  return {
    pack,
    async save() {
      if (!desktop) throw new ContractError('unavailable', { message: 'no desktop' });
      const { name, bytes } = await pack();
      const target = await desktop.chooseFile(name);
      if (target === null) return false;
      try {
        await writeFile(target, bytes, { mode: 0o600 });
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (!code) throw error;
        throw new ContractError('unavailable', { failure: { reason: code === 'ENOSPC' ? 'disk-full' : 'file-refused', technical: code } });
      }
      return true;
    },
  };
}

/** In a thread of its own where it is much. */
function zipped(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const entries = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]));
  return new Promise((resolve, reject) => zip(entries, (error, bytes) => (error ? reject(error) : resolve(bytes))));
}
