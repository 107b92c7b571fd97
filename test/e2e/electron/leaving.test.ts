import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDesktop, type Desktop } from '../harness/electron.ts';
import { ask, callIn, calls, until } from '../harness/remote-desk.ts';

const registered = (desktop: Desktop) =>
  until(async () => (await ask(desktop, 'accounts.list', {})).statuses[0]?.state === 'ok', 'the practice account registered');

/** The system's own dialog is out of a test's reach: the agent's answer is put in its place, and what it asked is written down. */
function answerDialogs(desktop: Desktop, response: number): Promise<void> {
  return desktop.app.evaluate(({ dialog }, answer) => {
    const asked: unknown[] = ((globalThis as unknown as { asked?: unknown[] }).asked ??= []);
    dialog.showMessageBox = (...args: unknown[]) => {
      asked.push(args.at(-1));
      return Promise.resolve({ response: answer, checkboxChecked: false });
    };
  }, response);
}
const asked = (desktop: Desktop) =>
  desktop.app.evaluate(() => ((globalThis as unknown as { asked?: unknown[] }).asked ?? []) as { message: string; buttons: string[] }[]);

/** As the cross of its frame does. */
async function closeWindow(desktop: Desktop): Promise<void> {
  await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find(({ webContents }) => webContents.getURL().includes('/index.html'))
      ?.close(),
  );
}

describe('closing the window', () => {
  let desktop: Desktop;
  beforeEach(async () => {
    desktop = await startDesktop();
    await ask(desktop, 'practice.start', {});
    await registered(desktop);
  });
  afterEach(() => desktop[Symbol.asyncDispose]());

  it('asks first while there is a call; whoever goes back is in the call as before', async () => {
    await ask(desktop, 'voice.dial', { target: '600', accountId: null, contactId: null, isConfirmed: false });
    await callIn(desktop, ['connected']);
    await answerDialogs(desktop, 0);
    await closeWindow(desktop);
    await until(async () => (await asked(desktop)).length === 1, 'the question');
    expect(await asked(desktop)).toMatchObject([
      { message: 'There is still a call on the line.', buttons: ['Back to the call', 'End the call and quit'] },
    ]);
    await (await desktop.view()).getByTestId('live-call').waitFor();
    expect(await calls(desktop)).toMatchObject([{ state: 'connected' }]);
    // Nor is it asked only once.
    await closeWindow(desktop);
    await until(async () => (await asked(desktop)).length === 2, 'the question again');
  });

  it('ends the call and the program where that is the answer; the call is on its timeline afterwards', async () => {
    await ask(desktop, 'voice.dial', { target: '600', accountId: null, contactId: null, isConfirmed: false });
    await callIn(desktop, ['connected']);
    await answerDialogs(desktop, 1);
    const ended = desktop.app.waitForEvent('close');
    await closeWindow(desktop).catch(() => undefined);
    await ended;
    await using again = await startDesktop({ profile: desktop.profile });
    const { calls: recent } = await ask(again, 'recent.open', { filter: 'all', before: null, limit: 1 });
    expect(recent).toMatchObject([{ direction: 'out', result: 'answered' }]);
  });

  it('does not ask where the system ends the session', async () => {
    await ask(desktop, 'voice.dial', { target: '600', accountId: null, contactId: null, isConfirmed: false });
    await callIn(desktop, ['connected']);
    await answerDialogs(desktop, 0);
    const ended = desktop.app.waitForEvent('close');
    process.kill(desktop.app.process().pid!, 'SIGTERM');
    await ended;
    await using again = await startDesktop({ profile: desktop.profile });
    const { calls: recent } = await ask(again, 'recent.open', { filter: 'all', before: null, limit: 1 });
    expect(recent).toMatchObject([{ direction: 'out', result: 'answered' }]);
  });

  it('without a call ends the program without a question', async () => {
    await answerDialogs(desktop, 0);
    const ended = desktop.app.waitForEvent('close');
    await closeWindow(desktop).catch(() => undefined);
    await ended;
  });
});
