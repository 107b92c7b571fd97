import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, crash, heardHz, inView, noCalls, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { longestPause, rtpFilter, startCapture, streams } from './testbed/capture.ts';
import { kamailioUrl, startTestbed, type Testbed } from './testbed/testbed.ts';

const controlsAreRight = `document.querySelector('[data-testid="live-call"]')?.dataset.state === 'connected'`;

describe('the call outlives the screen', () => {
  let bed: Testbed;
  let desktop: Desktop;
  beforeAll(async () => {
    bed = await startTestbed();
    desktop = await startDesktop();
    await ask(desktop, 'accounts.add', accountDraft({ aor: 'alice@sip.test', password: 'alice-pw', serverUrl: kamailioUrl }));
    await statusIn(desktop, ['ok']);
  });
  afterAll(async () => {
    await desktop[Symbol.asyncDispose]();
    await bed[Symbol.asyncDispose]();
  });

  async function dialDave(): Promise<void> {
    await ask(desktop, 'voice.dial', { target: 'dave', accountId: null, contactId: null, isConfirmed: false });
    await callIn(desktop, ['connected']);
  }
  async function hears440(withinMs: number): Promise<void> {
    const media = await desktop.media();
    await until(async () => Math.abs(((await heardHz(media)) ?? 0) - 440) < 6, 'dave heard', withinMs);
  }

  it('while its window is reloaded and crashes: the sound never pauses for a second, the controls are back within two', async () => {
    await dialDave();
    await hears440(5_000);
    await using capture = await startCapture(rtpFilter);
    for (let kill = 0; kill < 6; kill += 1) {
      if (kill % 2 === 0) await crash(desktop, 'index');
      else
        await desktop.app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()
            .find(({ webContents }) => webContents.getURL().includes('/index.html'))
            ?.webContents.reload(),
        );
      await until(() => inView(desktop, controlsAreRight) as Promise<boolean>, 'the controls in the right state', 2_000);
    }
    const busy = [...streams(await capture.stop()).values()].filter((packets) => packets.length > 50);
    expect(busy.length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...busy.map(longestPause))).toBeLessThan(1_000);
    const { callId } = await callIn(desktop, ['connected']);
    const since = bed.dave.events.length;
    await ask(desktop, 'voice.hang-up', { callId });
    await bed.dave.event('CALL_CLOSED', { since });
    await noCalls(desktop);
  });

  it('while its media page is killed: sound both ways again within three seconds, and never a ghost of it', async () => {
    await dialDave();
    await hears440(5_000);
    for (let kill = 0; kill < 2; kill += 1) {
      await using capture = await startCapture(rtpFilter);
      await crash(desktop, 'media');
      const killedAt = Date.now();
      // RTP of dave flows all the time: the new page's own stream is the one that begins now.
      await until(
        () =>
          Promise.resolve(
            [...streams(capture.packets).values()].filter((packets) => (packets[0]?.at ?? 0) > killedAt && packets.length > 20).length >= 2,
          ),
        'new streams both ways',
        3_000,
      );
      await callIn(desktop, ['connected'], 3_000);
      await hears440(3_000);
    }
    const { callId } = await callIn(desktop, ['connected']);
    const since = bed.dave.events.length;
    await ask(desktop, 'voice.hang-up', { callId });
    await bed.dave.event('CALL_CLOSED', { since });
    await noCalls(desktop);
  });
});
