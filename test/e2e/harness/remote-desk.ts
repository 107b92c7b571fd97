import type { Page } from 'playwright-core';
import type { mainSide } from '../../../contract/contract.ts';
import type { LiveCall } from '../../../contract/model/call.ts';
import { noForwardCodes, plainDialPlan } from '../../../contract/model/call-rules.ts';
import { noSystemCodes } from '../../../contract/model/colleague.ts';
import { plainRoute, type AccountDraft, type AccountStatus } from '../../../contract/model/account.ts';
import type { CallInput, CallName, CallOutput } from '../../../contract/side.ts';
import type { Desktop } from './electron.ts';

type Side = typeof mainSide;

/** Holding a call waits for the other side's answer. */
const answerLimitMs = 10_000;

/** Asks main as the agent's page does, over its own pipe. By way of the window itself: a page that crashed and came back is lost to Playwright. */
export async function ask<N extends CallName<Side>>(desktop: Desktop, name: N, input: CallInput<Side, N>): Promise<CallOutput<Side, N>> {
  const answer = (await inView(
    desktop,
    `new Promise((done) => {
      const id = 1_000_000 + Math.floor(Math.random() * 1e9);
      window.threadline.onFrame((frame) => frame.id === id && done(frame));
      window.threadline.send({ kind: 'call', id, name: ${JSON.stringify(name)}, input: ${JSON.stringify(input)} });
    })`,
    answerLimitMs,
  )) as { kind: string; output?: unknown; error?: unknown };
  if (answer.kind !== 'result') throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
  return answer.output as CallOutput<Side, N>;
}

/** Runs a script in the agent's window as it is now, whatever became of it before. */
export function inView(desktop: Desktop, script: string, withinMs = 400): Promise<unknown> {
  return desktop.app.evaluate(
    async ({ BrowserWindow }, { code, limitMs }) => {
      const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes('/index.html'));
      if (!window || window.webContents.isCrashed() || window.webContents.isLoading()) throw new Error('the window is not there yet');
      // A page that goes away while it is asked never answers.
      const tooLate = new Promise((_resolve, reject) => setTimeout(() => reject(new Error('the window did not answer')), limitMs));
      return Promise.race([window.webContents.executeJavaScript(code) as Promise<unknown>, tooLate]);
    },
    { code: script, limitMs: withinMs },
  );
}

/** Ends the process of the agent's window, or of the media page, as a crash would. */
export function crash(desktop: Desktop, page: 'index' | 'media'): Promise<void> {
  return desktop.app.evaluate(({ BrowserWindow }, name) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes(`/${name}.html`));
    window?.webContents.forcefullyCrashRenderer();
  }, page);
}

type Awaitable<T> = T | Promise<T>;

/** Waits until `look` answers something true; fails with what it saw last. */
export async function until<T>(look: () => Awaitable<T | null | undefined | false>, what: string, withinMs = 10_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen) return seen;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}${last ? ` (${String(last)})` : ''}`);
    // A condition outside this process has no event to wait for.
    await new Promise((again) => setTimeout(again, 25));
  }
}

export async function calls(desktop: Desktop): Promise<readonly LiveCall[]> {
  return (await ask(desktop, 'voice.list', {})).calls;
}

export function callIn(desktop: Desktop, states: readonly LiveCall['state'][], withinMs = 10_000): Promise<LiveCall> {
  return until(async () => (await calls(desktop)).find(({ state }) => states.includes(state)), `a call ${states.join(' or ')}`, withinMs);
}

export function noCalls(desktop: Desktop, withinMs = 10_000): Promise<boolean> {
  return until(async () => (await calls(desktop)).length === 0, 'no call', withinMs);
}

export function accountDraft(fields: Pick<AccountDraft, 'aor' | 'password' | 'serverUrl'> & Partial<AccountDraft>): AccountDraft {
  const plain = {
    ...plainRoute,
    dtmfMode: 'auto',
    dialPlan: plainDialPlan,
    forwardCodes: noForwardCodes,
    callerIds: [],
    colleagues: [],
    systemCodes: noSystemCodes,
  } satisfies Partial<AccountDraft>;
  return { label: '', displayName: null, authUser: null, iceServers: [], ...plain, isEnabled: true, isDefault: true, ...fields };
}

export function statusIn(desktop: Desktop, states: readonly AccountStatus['state'][], withinMs = 10_000): Promise<AccountStatus> {
  return until(
    async () => (await ask(desktop, 'accounts.list', {})).statuses.find(({ state }) => states.includes(state)),
    `an account ${states.join(' or ')}`,
    withinMs,
  );
}

/** The strongest frequency (Hz) of what the agent hears in a call now, or null where nothing plays. */
export async function heardHz(media: Page): Promise<number | null> {
  return media.evaluate(async () => {
    const audio = [...document.querySelectorAll('audio')].findLast(
      (element) => element.srcObject instanceof MediaStream && element.srcObject.getAudioTracks().length > 0,
    );
    if (!audio) return null;
    const context = new AudioContext({ sampleRate: 48_000 });
    const source = context.createMediaStreamSource(audio.srcObject as MediaStream);
    const analyser = new AnalyserNode(context, { fftSize: 16_384 });
    source.connect(analyser);
    await context.resume();
    const levels = new Float32Array(analyser.frequencyBinCount);
    let strongest = { bin: 0, level: -90 };
    // What is heard may come in pulses: the loudest moment of 1.2 seconds counts.
    for (let look = 0; look < 12; look += 1) {
      await new Promise((filled) => setTimeout(filled, 100));
      analyser.getFloatFrequencyData(levels);
      for (let bin = 1; bin < levels.length; bin += 1) {
        const level = levels[bin] ?? -200;
        if (level > strongest.level) strongest = { bin, level };
      }
    }
    await context.close();
    return strongest.bin === 0 ? null : Math.round((strongest.bin * 48_000) / 16_384);
  });
}
