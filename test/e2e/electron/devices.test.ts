import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallKey } from '../../../contract/model/call-keys.ts';
import type { HidCollection } from '../../../renderer/media/headset/hid-types.ts';
import { parseDescriptor } from '../../fakes/hid-descriptor.ts';
import { startDesktop, type Desktop } from '../harness/electron.ts';
import { ask, callIn, calls, crash, noCalls, until } from '../harness/remote-desk.ts';

let desktop: Desktop;
beforeEach(async () => {
  desktop = await startDesktop();
});
afterEach(() => desktop[Symbol.asyncDispose]());

async function ring(): Promise<void> {
  const view = await desktop.view();
  await view.getByRole('button', { name: 'Let a customer ring' }).first().click();
  await callIn(desktop, ['ringing']);
}

describe('keys in every program', () => {
  const keys = { answer: 'A', mute: 'M', hold: 'H', 'hang-up': 'E' } as const satisfies Record<CallKey, string>;
  const accelerator = (key: string): string => `CommandOrControl+Alt+${key}`;
  const taken = (): Promise<string[]> =>
    desktop.app.evaluate(({ globalShortcut }, all) => all.filter((one) => globalShortcut.isRegistered(one)), Object.values(keys).map(accelerator));

  it('are taken from the system, and are its own again when they are taken back', async () => {
    await (await desktop.view()).getByRole('button', { name: /Try the practice workspace/ }).click();
    expect(await taken()).toEqual([]);
    const all = { answer: accelerator('A'), mute: accelerator('M'), hold: accelerator('H'), 'hang-up': accelerator('E') };
    await ask(desktop, 'settings.edit', { shortcuts: all });
    expect(await taken()).toEqual([all.answer, all.mute, all.hold, all['hang-up']]);
    expect((await ask(desktop, 'application.describe', {})).refusedShortcuts).toEqual([]);

    await ask(desktop, 'settings.edit', { shortcuts: { ...all, mute: null, answer: accelerator('E') } });
    expect(await taken()).toEqual([all.hold, all['hang-up']]);
    await ask(desktop, 'settings.edit', { shortcuts: { answer: null, mute: null, hold: null, 'hang-up': null } });
    expect(await taken()).toEqual([]);
    expect(desktop.faults).toEqual([]);
  });
});

describe('a headset with telephone buttons', () => {
  const [headset] = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/hid/headsets.json'), 'utf8')) as { descriptor: string }[];
  const keyboard: HidCollection[] = [{ usagePage: 1, usage: 6, inputReports: [], outputReports: [], children: [] }];

  /** There is none at this computer: WebHID as the media page sees it, down to the reports. */
  async function plugIn(): Promise<void> {
    await desktop.app.context().addInitScript(
      (devices) => {
        const sent: string[] = [];
        const made = devices.map((collections, index) =>
          Object.assign(new EventTarget(), {
            collections,
            productName: `Device ${index}`,
            opened: false,
            async open() {
              this.opened = true;
            },
            async close() {
              this.opened = false;
            },
            async sendReport(reportId: number, bytes: Uint8Array) {
              sent.push([reportId, ...bytes].join(' '));
            },
          }),
        );
        const hid = Object.assign(new EventTarget(), { getDevices: async () => made });
        Object.defineProperty(navigator, 'hid', { value: hid });
        Object.assign(window, { plugged: { made, sent } });
      },
      [parseDescriptor(headset!.descriptor), keyboard],
    );
    // Another media page takes its place.
    await crash(desktop, 'media');
    await until(async () => (await ask(desktop, 'audio.read', {})).headset === 'Device 0', 'the headset is used');
  }
  interface Plugged {
    readonly made: readonly (EventTarget & { readonly opened: boolean })[];
    readonly sent: readonly string[];
  }
  const lamps = async (): Promise<string | undefined> =>
    (await desktop.media()).evaluate(() => (window as unknown as { plugged: Plugged }).plugged.sent.at(-1));
  const lit = (report: string): Promise<boolean> => until(async () => (await lamps()) === report, `the lamps show ${report}`);
  /** Report 2 of the first recorded device: hook 1, mute 2, flash 4. */
  const report = async (bits: number): Promise<void> =>
    (await desktop.media()).evaluate((value) => {
      const { made } = (window as unknown as { plugged: Plugged }).plugged;
      made[0]!.dispatchEvent(Object.assign(new Event('inputreport'), { reportId: 2, data: new DataView(Uint8Array.of(value).buffer) }));
    }, bits);

  it('answers, mutes, holds and hangs up by its reports, and its lamps follow the call; a keyboard is not opened', async () => {
    await plugIn();
    await (await desktop.view()).getByRole('button', { name: /Try the practice workspace/ }).click();
    await ring();
    // Off-hook 1, ring 2, mute 4, hold 8.
    await lit('2 2');
    await report(1);
    await callIn(desktop, ['connected']);
    await lit('2 1');
    await report(3);
    await until(async () => (await calls(desktop))[0]?.isMuted, 'muted');
    await lit('2 5');
    await report(1);
    await report(3);
    await until(async () => (await calls(desktop))[0]?.isMuted === false, 'no longer muted');
    await lit('2 1');
    await report(1);
    await report(5);
    await callIn(desktop, ['held']);
    await lit('2 9');
    await report(1);
    await report(0);
    await noCalls(desktop);
    await lit('2 0');
    const opened = await (
      await desktop.media()
    ).evaluate(() => (window as unknown as { plugged: Plugged }).plugged.made.map((device) => device.opened));
    expect(opened).toEqual([true, false]);
    expect(desktop.faults).toEqual([]);
  });
});

it('the strong suppression of noise runs in the program as it is built, and nothing is fetched for it but its own files', async () => {
  await (await desktop.view()).getByRole('button', { name: /Try the practice workspace/ }).click();
  await until(async () => (await ask(desktop, 'accounts.list', {})).statuses[0]?.state === 'ok', 'the practice account registered');
  const media = await desktop.media();
  await media.evaluate(() => {
    const labels: string[] = [];
    const fetched: string[] = [];
    const ask = window.fetch;
    const fetch = (url: string, init?: RequestInit): Promise<Response> => {
      fetched.push(new URL(url, location.href).href);
      return ask(url, init);
    };
    Object.assign(window, { labels, fetched, fetch });
    const { replaceTrack } = RTCRtpSender.prototype;
    RTCRtpSender.prototype.replaceTrack = async function (this: RTCRtpSender, track) {
      await replaceTrack.call(this, track);
      labels.push(track?.label ?? '');
    };
  });
  const isWorklets = (): Promise<boolean | undefined> =>
    media.evaluate(() => (window as unknown as { labels: string[] }).labels.at(-1)?.startsWith('MediaStreamAudioDestination'));
  await ask(desktop, 'voice.dial', { target: '600', accountId: null, contactId: null, isConfirmed: false });
  await callIn(desktop, ['connected']);
  await ask(desktop, 'settings.edit', { noiseSuppression: 'strong' });
  await until(isWorklets, 'calls are given the worklet’s sound');
  const fetched = await media.evaluate(() => (window as unknown as { fetched: string[] }).fetched);
  expect(fetched).toEqual([expect.stringMatching(/^app:\/\/threadline\/assets\/rnnoise_simd-[\w-]+\.wasm$/)]);
  await ask(desktop, 'settings.edit', { noiseSuppression: 'standard' });
  await until(async () => (await isWorklets()) === false, 'the microphone itself again');
  expect(desktop.faults).toEqual([]);
});
