import type { QualityReport, QualityTrouble } from '../../../contract/model/call-quality.ts';
import type { LiveCall } from '../../../contract/model/call.ts';
import { buildCallEntry } from '../../builders.ts';
import { buildLiveCall, buildQuality, buildWorld, marenId, type DeskWorld } from '../../fakes/desk-world.ts';
import type { OpenDesk } from './desk-browser.ts';
import type { Scene } from './desk-scenes.ts';

const loss: QualityTrouble = { cause: 'loss-here', value: 6 };

/** Four minutes: good, half a minute on hold, then packets get lost. */
export function buildReport(trouble: QualityTrouble | null = loss): QualityReport {
  const times = Array.from({ length: 50 }, (_, n) => n * 5_000 + 2_000).filter((atMs) => atMs < 100_000 || atMs > 130_000);
  const samples = times.map((atMs, n) => {
    const isBad = trouble !== null && atMs > 150_000 && atMs < 210_000;
    const mos = isBad ? 2.7 + (n % 3) / 10 : 4.3 - (n % 4) / 20;
    return { atMs, mos, lossRatio: isBad ? 0.02 : 0, lossThereRatio: isBad ? 0.06 : 0, jitterMs: 6 + (n % 3), rttMs: 34 };
  });
  const means = { mos: trouble ? 3.9 : 4.2, worstMos: trouble ? 2.7 : 4.1, lossRatio: 0.004, lossThereRatio: trouble ? 0.013 : null, jitterMs: 6.8 };
  return { summary: { ...buildQuality(), ...means, trouble }, samples };
}

/** A call with Maren Schulte that was bad for a while, and one that goes on. */
export function withQuality(fields: Partial<LiveCall> = {}): Partial<DeskWorld> {
  const world = buildWorld();
  const call = buildLiveCall(fields);
  const report = buildReport();
  const past = buildCallEntry({
    at: Date.now() - 20 * 60_000,
    contactId: marenId,
    durationMs: 250_000,
    agentName: 'Lea Winter',
    note: 'Line broke up; called about the adapter.',
    quality: report.summary,
  });
  const live = buildCallEntry({
    id: call.callId,
    at: call.startedAt,
    contactId: marenId,
    result: 'live',
    endedAt: null,
    durationMs: null,
    answeredAt: call.answeredAt,
  });
  return {
    calls: [call],
    entries: [...world.entries, past, live],
    qualityReports: { [past.id]: report, [call.callId]: buildReport(fields.trouble ?? null) },
  };
}

export const openSound = async ({ page }: OpenDesk, where: string): Promise<void> => {
  await page
    .locator(where)
    .getByRole('button', { name: /^(Sound|Ton) / })
    .click();
  await page.getByRole('img', { name: /^(Score|Note) / }).waitFor();
};

export const qualityScenes = (openMaren: (desk: OpenDesk) => Promise<void>): Readonly<Record<string, Scene>> => ({
  'quality-live': {
    world: () => withQuality(),
    act: async (desk) => {
      await openMaren(desk);
      await openSound(desk, '[data-testid="live-call"]');
    },
  },
  'quality-bad': { world: () => withQuality({ trouble: loss, quality: buildQuality({ mos: 2.8, lossThereRatio: 0.06 }) }), act: openMaren },
  'quality-bad-there': {
    world: () =>
      withQuality({
        trouble: { cause: 'loss-there', value: 12 },
        quality: buildQuality({ mos: 2.1, lossRatio: 0.12 }),
        notice: { reason: 'microphone-lost' },
      }),
    act: openMaren,
  },
  'quality-past': {
    world: () => withQuality(),
    act: async (desk) => {
      await openMaren(desk);
      await openSound(desk, 'main');
    },
  },
  diagnostics: {
    act: async ({ page }) => {
      await page.getByRole('button', { name: /^(Settings|Einstellungen)$/ }).click();
      await page.getByRole('button', { name: /^(Save diagnostics|Diagnose speichern)$/ }).scrollIntoViewIfNeeded();
    },
  },
});
