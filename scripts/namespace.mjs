// A network namespace for a test run: ports of its own, and no packet can leave the machine.
import { spawnSync } from 'node:child_process';

function ip(...args) {
  const child = spawnSync('ip', args, { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`ip ${args.join(' ')}: ${child.stderr.trim()}`);
}

/** Makes the namespace with loopback up and one more address (Asterisk gathers no ICE candidate on loopback). Answers how to run a command in it, and its end. */
export function makeNamespace(purpose) {
  const name = `tl-${purpose}-${process.pid}`;
  ip('netns', 'add', name);
  try {
    ip('-n', name, 'link', 'set', 'lo', 'up');
    ip('-n', name, 'link', 'add', 'pbx0', 'type', 'veth', 'peer', 'name', 'pbx1');
    ip('-n', name, 'addr', 'add', '10.66.0.1/24', 'dev', 'pbx0');
    ip('-n', name, 'link', 'set', 'pbx0', 'up');
    ip('-n', name, 'link', 'set', 'pbx1', 'up');
  } catch (error) {
    spawnSync('ip', ['netns', 'del', name]);
    throw error;
  }
  return {
    name,
    wrap: (command, args) => ['ip', ['netns', 'exec', name, command, ...args]],
    remove: () => void spawnSync('ip', ['netns', 'del', name]),
  };
}

/** Whether this user may make namespaces. */
export function canMakeNamespaces() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return false;
  const name = `tl-probe-${process.pid}`;
  const isMade = spawnSync('ip', ['netns', 'add', name], { stdio: 'ignore' }).status === 0;
  if (isMade) spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
  return isMade;
}
