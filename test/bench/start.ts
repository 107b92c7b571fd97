// From spawn to a usable window, and memory when registered and idle: each beside an empty Electron window in the same run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, startDesktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, statusIn } from '../e2e/harness/remote-desk.ts';
import { startTestRegistrar } from '../fakes/test-registrar.ts';
import { median, report } from './figures/report.ts';
import { start, writeEmptyProgram, type Program } from './figures/starting.ts';

const startCount = 15;
const memoryCount = 3;
const settleMs = 10_000;

async function measure(folder: string): Promise<void> {
  await using registrar = await startTestRegistrar();
  const profile = join(folder, 'profile');
  {
    await using desktop = await startDesktop({ profile });
    // Kept beyond this start, as an agent would have it on a system without a keyring.
    await ask(desktop, 'settings.edit', { isUnprotectedVaultAccepted: true });
    await ask(desktop, 'accounts.add', accountDraft({ aor: 'alice@registrar.test', password: 'any', serverUrl: registrar.url }));
    await statusIn(desktop, ['ok']);
  }
  const ours: Program = { args: [root, '--profile', profile], selector: '[role="combobox"]:not([disabled])' };
  const empty: Program = { args: [writeEmptyProgram(join(folder, 'empty')), `--user-data-dir=${join(folder, 'empty-profile')}`], selector: 'h1' };

  await start(ours);
  await start(empty);
  const oursMs: number[] = [];
  const emptyMs: number[] = [];
  for (let time = 0; time < startCount; time += 1) {
    emptyMs.push((await start(empty)).usableMs);
    oursMs.push((await start(ours)).usableMs);
  }
  const oursPss: number[] = [];
  const emptyPss: number[] = [];
  for (let time = 0; time < memoryCount; time += 1) {
    const before = registrar.requests.length;
    emptyPss.push((await start(empty, settleMs)).pss);
    oursPss.push((await start(ours, settleMs)).pss);
    if (registrar.requests.length === before) throw new Error('the application did not register');
  }
  const megabytes = (bytes: readonly number[]): number[] => bytes.map((value) => value / 1_048_576);
  report('start', {
    'start.cold_ratio_p50': { value: median(oursMs) / median(emptyMs), bar: 1.6, samples: oursMs.map((ms, time) => ms / (emptyMs[time] ?? ms)) },
    'start.usable_ms_p50': { value: median(oursMs), samples: oursMs },
    'start.empty_usable_ms_p50': { value: median(emptyMs), samples: emptyMs },
    'start.idle_pss_ratio': { value: median(oursPss) / median(emptyPss), samples: oursPss.map((pss, time) => pss / (emptyPss[time] ?? pss)) },
    'start.idle_pss_mb': { value: median(megabytes(oursPss)), samples: megabytes(oursPss) },
    'start.empty_idle_pss_mb': { value: median(megabytes(emptyPss)), samples: megabytes(emptyPss) },
  });
}

const folder = mkdtempSync(join(tmpdir(), 'threadline-start-'));
try {
  await measure(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
