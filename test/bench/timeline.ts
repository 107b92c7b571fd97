// From the click on a contact to its painted timeline, with 100 interactions and with 100,000.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startDesktop } from '../e2e/harness/electron.ts';
import { median, percentile, report } from './figures/report.ts';
import { seedProfile } from './figures/seed-line.ts';

const warmUpCount = 12;
const sampleCount = 80;
const pauseMs = 120;

const few = 'Few Hundred';
const many = 'Many Thousand';
const others = ['Other One', 'Other Two'];

/** Runs in the page. Answers the ms from the click to the frame after the one in which the newest entry of this person is in its place. */
function openAndTime(name: string): Promise<number> {
  const row = [...document.querySelectorAll<HTMLElement>('[data-list-row]')].find((one) => one.textContent?.includes(name));
  if (!row) throw new Error(`${name} is not in the list`);
  const before = new Set([...document.querySelectorAll('main [data-entry]')].map((one) => one.getAttribute('data-entry')));
  const isThere = (): boolean => {
    const list = document.querySelector<HTMLElement>('main [data-line] > div');
    const scroller = document.querySelector<HTMLElement>('main [data-line]');
    const last = [...(list?.querySelectorAll('[data-entry]') ?? [])].at(-1);
    if (!list || !scroller || !last || before.has(last.getAttribute('data-entry')) || getComputedStyle(list).visibility === 'hidden') return false;
    const box = last.getBoundingClientRect();
    const room = scroller.getBoundingClientRect();
    // At the end of the line, and the screen is full of it.
    return Math.abs(box.bottom - room.bottom) < 12 && (list.firstElementChild?.getBoundingClientRect().top ?? 0) <= room.top + 12;
  };
  return new Promise((done, fail) => {
    let clickedAt = 0;
    row.addEventListener('click', (event) => (clickedAt = event.timeStamp), { capture: true, once: true });
    const look = (): void => {
      if (performance.now() - clickedAt > 5_000) return fail(new Error(`${name} did not appear`));
      if (!isThere()) return void requestAnimationFrame(look);
      // A message from within a frame is delivered when that frame was painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now() - clickedAt);
      port2.postMessage(null);
    };
    row.click();
    requestAnimationFrame(look);
  });
}

async function sample(page: Page, name: string, away: string): Promise<readonly number[]> {
  const tookMs: number[] = [];
  for (let time = 0; time < warmUpCount + sampleCount; time += 1) {
    await page.evaluate(openAndTime, away);
    await page.waitForTimeout(pauseMs);
    const ms = await page.evaluate(openAndTime, name);
    await page.waitForTimeout(pauseMs);
    if (time >= warmUpCount) tookMs.push(ms);
  }
  return tookMs;
}

async function measure(folder: string): Promise<void> {
  const profile = join(folder, 'profile');
  seedProfile(profile, [...others.map((name) => ({ name, entryCount: 100 })), { name: few, entryCount: 100 }, { name: many, entryCount: 100_000 }]);
  await using desktop = await startDesktop({ profile });
  const page = await desktop.view();
  await page.getByRole('navigation').getByRole('button', { name: 'Contacts' }).click();
  await page.getByText(many).waitFor();
  const [one = '', two = ''] = others;
  const fewMs = await sample(page, few, one);
  const manyMs = await sample(page, many, two);
  if (desktop.faults.length > 0) throw new Error(desktop.faults.join('\n'));
  report('timeline', {
    'timeline.open_100_ms_p95': { value: percentile(fewMs, 95), bar: 50, samples: fewMs },
    'timeline.open_100k_ms_p95': { value: percentile(manyMs, 95), bar: 50, samples: manyMs },
    'timeline.open_100_ms_p50': { value: median(fewMs), samples: fewMs },
    'timeline.open_100k_ms_p50': { value: median(manyMs), samples: manyMs },
  });
}

const folder = mkdtempSync(join(tmpdir(), 'threadline-timeline-'));
try {
  await measure(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
