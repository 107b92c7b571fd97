import { app, dialog, powerMonitor, type MessageBoxOptions } from 'electron';
import type { Core } from '../core.ts';
import { leavingText } from '../text/leaving.ts';
import type { DesktopWindows } from './windows.ts';

export interface LeavingDeps {
  readonly core: Core;
  readonly windows: Pick<DesktopWindows, 'agentWindow' | 'showAgentWindow'>;
  /** The last thing before the program ends. */
  readonly onLeft: () => void;
}

/** Quitting: the agent is asked where a call would end with it; then the calls are ended, the accounts unregistered, the store closed. */
export function prepareLeaving({ core, windows, onLeft }: LeavingDeps): void {
  let phase: 'here' | 'asking' | 'leaving' | 'gone' = 'here';

  async function isAgreed(): Promise<boolean> {
    if (!core.hasLiveCalls) return true;
    const { question, consequence, stay, leave } = leavingText[core.language];
    windows.showAgentWindow();
    const options: MessageBoxOptions = {
      type: 'question',
      title: 'Threadline',
      message: question,
      detail: consequence,
      buttons: [stay, leave],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    };
    const parent = windows.agentWindow();
    const { response } = await (parent ? dialog.showMessageBox(parent, options) : dialog.showMessageBox(options));
    return response === 1;
  }

  function leave(): void {
    if (phase === 'leaving' || phase === 'gone') return;
    phase = 'leaving';
    const end = (): void => {
      phase = 'gone';
      onLeft();
      app.quit();
    };
    core[Symbol.asyncDispose]().then(end, end);
  }

  app.on('before-quit', (event) => {
    if (phase === 'gone') return;
    event.preventDefault();
    if (phase !== 'here') return;
    phase = 'asking';
    const stay = (): void => {
      if (phase === 'asking') phase = 'here';
    };
    isAgreed().then((agreed) => (agreed ? leave() : stay()), stay);
  });
  // Whoever ends the session does not wait for an answer: the calls are ended properly all the same.
  process.on('SIGTERM', leave);
  powerMonitor.on('shutdown', leave);
}
