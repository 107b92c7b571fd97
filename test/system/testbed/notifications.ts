import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../e2e/harness/remote-desk.ts';
import { startServer } from './process.ts';

/** A desktop session's notification service: dunst on a D-Bus of its own. */
export interface NotificationDesk extends AsyncDisposable {
  /** What a program of this session needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** How many are on the screen. */
  displayed(): number;
  /** Everything dunst says about the notifications it showed. */
  text(): string;
  /** Presses the button of that label on the notification shown. */
  press(label: string): void;
  /** Clicks on the notification itself. */
  click(): void;
}

export async function startNotificationDesk(): Promise<NotificationDesk> {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'threadline-dunst-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string): string => join(folder, name);
  const address = `unix:path=${file('bus')}`;
  const env = { DBUS_SESSION_BUS_ADDRESS: address };
  stack.use(startServer('dbus', ['dbus-daemon', '--session', '--nofork', `--address=${address}`], file('dbus.log')));

  // Its menu of buttons is another program's business: this one takes the line that the test wrote down.
  writeFileSync(file('menu'), `#!/bin/sh\ngrep "^#$(cat ${file('choice')}) "\n`);
  chmodSync(file('menu'), 0o755);
  writeFileSync(file('dunstrc'), `[global]\ndmenu = ${file('menu')}\nmarkup = full\n`);
  const control = (...args: string[]): string => execFileSync('dunstctl', args, { env: { ...process.env, ...env }, encoding: 'utf8', stdio: 'pipe' });
  stack.use(
    startServer(
      'dunst',
      ['env', `DBUS_SESSION_BUS_ADDRESS=${address}`, 'stdbuf', '-oL', 'dunst', '-config', file('dunstrc'), '-print'],
      file('dunst.log'),
    ),
  );
  await until(() => control('is-paused').includes('false'), 'dunst');

  return {
    env,
    displayed: () => Number(control('count', 'displayed')),
    text: () => readFileSync(file('dunst.log'), 'utf8'),
    press(label) {
      writeFileSync(file('choice'), label);
      control('context');
    },
    click: () => void control('action', '0'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
