// Debian packages that tests need. Installed where that is allowed; otherwise named.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { say } from './setup.mjs';

export const endToEndPackages =
  'xvfb xauth chromium-headless-shell fonts-liberation libgtk-3-0 libnss3 libasound2 libgbm1 libxss1 libatk-bridge2.0-0 libcups2 libnotify4 libxtst6 libdrm2 iproute2'.split(
    ' ',
  );
/** What benches measure themselves against. */
export const benchPackages = ['isync', 'notmuch'];
export const systemPackages =
  'kamailio kamailio-websocket-modules kamailio-tls-modules kamailio-extra-modules kamailio-utils-modules kamailio-presence-modules rtpengine-daemon baresip-core coturn tcpdump iproute2 openssl sox mmdebstrap dunst dbus-daemon dovecot-core dovecot-imapd dovecot-lmtpd dovecot-submissiond opensmtpd'.split(
    ' ',
  );

function missing(packages) {
  return packages.filter((name) => {
    const query = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { encoding: 'utf8' });
    return query.status !== 0 || query.stdout !== 'installed';
  });
}

/** Makes the packages available. Answers those that still are not, with the reason in words. */
export function ensurePackages(packages) {
  if (process.platform !== 'linux') return { missing: [], why: '' };
  if (!existsSync('/usr/bin/dpkg-query')) return { missing: packages, why: 'this system does not use Debian packages' };
  const wanted = missing(packages);
  if (wanted.length === 0) return { missing: [], why: '' };
  if (process.getuid() !== 0) return { missing: wanted, why: `as an administrator: apt-get install ${wanted.join(' ')}` };
  say(`installing Debian packages: ${wanted.join(' ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) =>
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=900', '-qq', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  const isDone = apt('update') && apt('install', '-y', '--no-install-recommends', ...wanted);
  return { missing: isDone ? [] : missing(packages), why: 'apt-get could not install them; its words are above' };
}
