// Asterisk 22 for the system tests: Debian 12 has none, so the one of a later Debian is unpacked into a folder of its own and run from there.
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, fail, say } from './setup.mjs';

const release = 'forky';

/** Answers the folder; made once (half a minute, 340 MB). */
export function asteriskRoot() {
  const folder = join(cacheFolder, 'asterisk-22');
  if (existsSync(join(folder, 'usr/sbin/asterisk'))) return folder;
  say(`unpacking Asterisk 22 of Debian ${release} into .cache/ (half a minute) …`);
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const made = spawnSync(
    'mmdebstrap',
    [
      '--variant=apt',
      '--components=main',
      '--include=asterisk,asterisk-core-sounds-en-gsm',
      '--aptopt=APT::Install-Recommends "false"',
      // A mirror may be older than what the release's file is good for; its signature is checked all the same.
      '--aptopt=Acquire::Check-Valid-Until "false"',
      release,
      unfinished,
      mirror(),
    ],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const version = spawnSync('chroot', [unfinished, '/usr/sbin/asterisk', '-V'], { encoding: 'utf8' }).stdout ?? '';
  if (made.status !== 0 || !version.startsWith('Asterisk 22.')) {
    rmSync(unfinished, { recursive: true, force: true });
    fail(`Asterisk 22 could not be unpacked with mmdebstrap: ${made.error?.message ?? made.stderr.trim().split('\n').at(-1)}`);
  }
  renameSync(unfinished, folder);
  return folder;
}

/** Where this machine has its own packages from. */
function mirror() {
  const format = '$(COMPONENT) $(RELEASE) $(REPO_URI)';
  const { stdout } = spawnSync('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'], { encoding: 'utf8' });
  const lines = (stdout ?? '').split('\n').map((line) => line.split(' '));
  const own = lines.find(([component, name]) => component === 'main' && name && !/security|updates|backports/.test(name));
  return own?.[2] ?? 'http://deb.debian.org/debian';
}
