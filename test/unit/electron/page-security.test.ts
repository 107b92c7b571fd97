import type { Session } from 'electron';
import { expect, test } from 'vitest';
import { hardenSession, isPermitted } from '../../../main/electron/page-security.ts';

const media = 'app://threadline/media.html';
const view = 'app://threadline/index.html';

test.each([
  ['hid', media, true],
  ['hid', view, false],
  ['hid', 'https://example.org/media.html', false],
  ['hid', 'app://threadline.example.org/media.html', false],
  ['usb', media, false],
  ['serial', media, false],
  ['geolocation', media, false],
])('%s of %s: %s', (permission, url, isAllowed) => {
  expect(isPermitted(permission, url, [])).toBe(isAllowed);
});

test('of devices only those for people’s hands, and only our own pages: neither USB nor serial, nor anybody else', () => {
  type Handler = NonNullable<Parameters<Session['setDevicePermissionHandler']>[0]>;
  let allows: Handler = () => true;
  const ignore = (): undefined => undefined;
  const session = {
    setPermissionRequestHandler: ignore,
    setPermissionCheckHandler: ignore,
    setDevicePermissionHandler: (handler: Handler) => void (allows = handler),
    setSpellCheckerLanguages: ignore,
    setSpellCheckerEnabled: ignore,
  } as unknown as Session;
  hardenSession(session);
  const ask = (deviceType: string, origin: string): boolean => allows({ deviceType, origin } as never);
  expect(ask('hid', 'app://threadline')).toBe(true);
  expect(ask('hid', 'app://threadline/')).toBe(true);
  expect(ask('hid', 'app://threadline.example.org')).toBe(false);
  expect(ask('hid', 'https://example.org')).toBe(false);
  expect(ask('usb', 'app://threadline')).toBe(false);
  expect(ask('serial', 'app://threadline')).toBe(false);
});
