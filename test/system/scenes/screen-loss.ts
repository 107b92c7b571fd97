import type { Desktop } from '../../e2e/harness/electron.ts';
import { callIn, crash, inView, until } from '../../e2e/harness/remote-desk.ts';
import { startCapture } from '../testbed/capture.ts';
import { longestPauseMs, rtpFilter } from '../testbed/rtp-legs.ts';

export interface ScreenLoss {
  readonly how: 'reload' | 'crash';
  /** From the loss to the controls of the call, in the right state. */
  readonly controlsBackMs: number;
  /** Longest time without RTP on any of the four legs, from the loss to half a second after the controls' return. */
  readonly pauseMs: number;
}

/** The agent's window goes away again and again under a call that is connected: reloaded and crashed by turns. */
export async function loseScreen(desktop: Desktop, times: number): Promise<readonly ScreenLoss[]> {
  await callIn(desktop, ['connected']);
  await using capture = await startCapture(rtpFilter);
  const losses: (Omit<ScreenLoss, 'pauseMs'> & { readonly since: number; readonly before: number })[] = [];
  for (let time = 0; time < times; time += 1) {
    const how = time % 2 === 0 ? 'crash' : 'reload';
    await inView(desktop, 'void (window.isBeforeTheLoss = true)');
    const since = Date.now();
    if (how === 'crash') await crash(desktop, 'index');
    else await reload(desktop);
    await until(() => inView(desktop, controlsAreBack) as Promise<boolean>, 'the controls of the call', 10_000);
    const controlsBackMs = Date.now() - since;
    await rtpGoesOn(500);
    losses.push({ how, controlsBackMs, since, before: Date.now() });
  }
  const packets = await capture.stop();
  return losses.map(({ how, controlsBackMs, since, before }) => ({ how, controlsBackMs, pauseMs: longestPauseMs(packets, since, before) }));
}

const controlsAreBack = `(() => {
  const row = document.querySelector('[data-testid="live-call"]');
  const names = [...(row?.querySelectorAll('button') ?? [])].map(({ textContent }) => textContent);
  return window.isBeforeTheLoss === undefined && row?.dataset.state === 'connected' && names.some((name) => name.startsWith('End')) && names.some((name) => name.startsWith('Hold'));
})()`;

function reload(desktop: Desktop): Promise<void> {
  return desktop.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes('/index.html'));
    window?.webContents.reload();
  });
}

/** Time is what is measured here. */
const rtpGoesOn = (ms: number) => new Promise((done) => setTimeout(done, ms));
