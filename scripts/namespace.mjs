// A network namespace for a test run: ports of its own, and no packet can leave the machine.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function ip(...args) {
  const child = spawnSync('ip', args, { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`ip ${args.join(' ')}: ${child.stderr.trim()}`);
}

/** Makes the namespace with loopback up and one more address (Asterisk gathers no ICE candidate on loopback). Answers how to run a command in it, and its end. */
export function makeNamespace(purpose) {
  const name = `tl-${purpose}-${process.pid}`;
  // `ip netns exec` puts it over /etc/resolv.conf: names are asked of a test's own server, or of nobody.
  const etc = join('/etc/netns', name);
  mkdirSync(etc, { recursive: true });
  writeFileSync(join(etc, 'resolv.conf'), 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
  const removeEtc = () => rmSync(etc, { recursive: true, force: true });
  ip('netns', 'add', name);
  try {
    ip('-n', name, 'link', 'set', 'lo', 'up');
    ip('-n', name, 'link', 'add', 'pbx0', 'type', 'veth', 'peer', 'name', 'pbx1');
    ip('-n', name, 'addr', 'add', '10.66.0.1/24', 'dev', 'pbx0');
    ip('-n', name, 'link', 'set', 'pbx0', 'up');
    ip('-n', name, 'link', 'set', 'pbx1', 'up');
  } catch (error) {
    spawnSync('ip', ['netns', 'del', name]);
    removeEtc();
    throw error;
  }
  return {
    name,
    wrap: (command, args) => ['ip', ['netns', 'exec', name, command, ...args]],
    remove() {
      spawnSync('ip', ['netns', 'del', name]);
      removeEtc();
    },
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
