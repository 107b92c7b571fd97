import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { ask, callIn } from '../e2e/harness/remote-desk.ts';
import { agentHears, nothingRemains, signIn, talkToDave } from './scenes/agent-call.ts';
import { loseMedia } from './scenes/media-loss.ts';
import { loseScreen } from './scenes/screen-loss.ts';
import { startTestbed, type Testbed } from './testbed/testbed.ts';
import { lastHeard } from './testbed/tone.ts';

let bed: Testbed;
let desktop: Desktop;
beforeAll(async () => {
  bed = await startTestbed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(async () => {
  desktop = await startDesktop();
  await signIn(desktop);
});
afterEach(() => desktop[Symbol.asyncDispose]());

describe('the call outlives', () => {
  it('its window: sound never pauses for a second, and the controls are back within two', async () => {
    const callId = await talkToDave(desktop);
    const losses = await loseScreen(desktop, 6);
    expect(losses).toHaveLength(6);
    for (const { controlsBackMs, pauseMs } of losses) {
      expect(pauseMs).toBeLessThanOrEqual(1_000);
      expect(controlsBackMs).toBeLessThanOrEqual(2_000);
    }
    await agentHears(desktop, 440);
    await ask(desktop, 'voice.hold', { callId });
    await callIn(desktop, ['held']);
    await ask(desktop, 'voice.resume', { callId });
    await callIn(desktop, ['connected']);
    await ask(desktop, 'voice.hang-up', { callId });
    await nothingRemains(desktop, bed);
  });

  it('its media page: sound both ways again within three seconds', async () => {
    const callId = await talkToDave(desktop);
    for (let time = 0; time < 2; time += 1) {
      const { outcome, tookMs } = await loseMedia(desktop);
      expect(outcome).toBe('sound again');
      expect(tookMs).toBeLessThanOrEqual(3_000);
      await agentHears(desktop, 440);
    }
    expect((await callIn(desktop, ['connected'])).notice).toBeNull();
    await ask(desktop, 'voice.hang-up', { callId });
    await nothingRemains(desktop, bed);
    // What the phone heard last came from the third page.
    expect(await lastHeard(bed.run, 1_000)).toBe(true);
  });
});

describe('no ghost of a call remains', () => {
  it('when its media page dies while it rings', async () => {
    void bed.erin.command('dial', 'sip:alice@sip.test');
    const { callId } = await callIn(desktop, ['ringing']);
    await desktop.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find(({ webContents }) => webContents.getURL().includes('/media.html'))
        ?.webContents.forcefullyCrashRenderer(),
    );
    await ask(desktop, 'voice.answer', { callId });
    await callIn(desktop, ['connected']);
    await agentHears(desktop, 660);
    await bed.erin.command('hangup');
    await nothingRemains(desktop, bed);
  });

  it('when the application is quit in the middle of it', async () => {
    await talkToDave(desktop);
    const since = bed.dave.events.length;
    await desktop.quit();
    await bed.dave.event('CALL_CLOSED', { since });
  });
});
