import { expect, it } from 'vitest';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { ask, callIn, calls, noCalls, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { startNotificationDesk, type NotificationDesk } from './testbed/notifications.ts';

const shown = (desk: NotificationDesk, count: number) => until(() => desk.displayed() === count, `${count} notifications`);

/** The agent's window, as the desktop sees it. */
function isWindowVisible(desktop: Desktop): Promise<boolean> {
  return desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().some((window) => window.webContents.getURL().includes('/index.html') && window.isVisible()),
  );
}

async function hideWindow(desktop: Desktop): Promise<void> {
  await desktop.app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.hide();
  });
  await until(async () => !(await isWindowVisible(desktop)), 'the hidden window');
}

function isMediaAudible(desktop: Desktop): Promise<boolean> {
  return desktop.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().some((contents) => contents.getURL().includes('/media.html') && contents.isCurrentlyAudible()),
  );
}

/** A call that was answered is followed by its wrap-up: nobody is put through before it is over. */
async function finishWrapUps(desktop: Desktop): Promise<void> {
  const { wrapUps } = await until(async () => {
    const list = await ask(desktop, 'wrap-up.list', {});
    return list.wrapUps.length > 0 && list;
  }, 'the wrap-up');
  for (const { interactionId } of wrapUps) await ask(desktop, 'wrap-up.finish', { interactionId });
  await until(async () => (await ask(desktop, 'agent.read', {})).state === 'available', 'an available agent');
}

it('rings and is answered, declined and looked at from the desktop’s notification while the window is hidden', async () => {
  await using desk = await startNotificationDesk();
  await using desktop = await startDesktop({ env: desk.env });
  await ask(desktop, 'practice.start', {});
  await statusIn(desktop, ['ok']);

  await hideWindow(desktop);
  expect(await isMediaAudible(desktop)).toBe(false);
  await ask(desktop, 'practice.ring', { caller: 'known' });
  await shown(desk, 1);
  await until(() => desk.text().includes("summary: 'Maren Schulte is calling'"), 'who is calling');
  await until(() => desk.text().includes('Parcel came, but the new router has no power adapter'), 'what it was about last');
  await until(() => isMediaAudible(desktop), 'the ringer');
  expect(await isWindowVisible(desktop)).toBe(false);
  desk.press('Answer');
  const { callId } = await callIn(desktop, ['connected']);
  await until(() => isWindowVisible(desktop), 'the window in front');
  await shown(desk, 0);
  await ask(desktop, 'voice.hang-up', { callId });
  await noCalls(desktop);
  await until(async () => !(await isMediaAudible(desktop)), 'silence');
  await finishWrapUps(desktop);

  await hideWindow(desktop);
  await ask(desktop, 'practice.ring', { caller: 'unknown' });
  await shown(desk, 1);
  await callIn(desktop, ['ringing']);
  desk.press('Decline');
  await noCalls(desktop);
  await shown(desk, 0);
  expect(await isWindowVisible(desktop)).toBe(false);

  await ask(desktop, 'practice.ring', { caller: 'known' });
  await shown(desk, 1);
  desk.click();
  await until(() => isWindowVisible(desktop), 'the window in front');
  expect((await calls(desktop)).map(({ state }) => state)).toEqual(['ringing']);
  const [ringing] = await calls(desktop);
  await ask(desktop, 'voice.decline', { callId: ringing!.callId });
  await noCalls(desktop);
  await shown(desk, 0);
  expect(desktop.log()).not.toContain('"level":"warn"');
});
