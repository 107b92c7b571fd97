import type { Session } from 'electron';
import { expect, test } from 'vitest';
import { contentSecurityPolicyOf, hardenSession, isPermitted } from '../../../main/electron/page-security.ts';

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

test('only the media page may compile WebAssembly, and no page makes a script of text', () => {
  const scriptsOf = (page: 'view' | 'media' | null): string[] =>
    contentSecurityPolicyOf(page)
      .split('; ')
      .filter((directive) => /^(script|worker)-src|eval/.test(directive));
  expect(contentSecurityPolicyOf('view')).toMatch(/^default-src 'none'; /);
  expect(scriptsOf('view')).toEqual(["script-src 'self'"]);
  expect(scriptsOf(null)).toEqual(["script-src 'self'"]);
  expect(scriptsOf('media')).toEqual(["script-src 'self' 'wasm-unsafe-eval'"]);
  expect(contentSecurityPolicyOf('media').replace(" 'wasm-unsafe-eval'", '')).toBe(contentSecurityPolicyOf('view'));
});

test('of devices only telephones, and only for our own pages: neither keyboards nor USB nor serial, nor anybody else', () => {
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
  const device = (...pages: readonly number[]) => ({ name: '', collections: pages.map((usagePage) => ({ usagePage, usage: 5 })) });
  const headset = device(0x0c, 0x0b);
  const ask = (deviceType: string, origin: string, asked: object = headset): boolean => allows({ deviceType, origin, device: asked } as never);
  expect(ask('hid', 'app://threadline')).toBe(true);
  expect(ask('hid', 'app://threadline/')).toBe(true);
  expect(ask('hid', 'app://threadline.example.org')).toBe(false);
  expect(ask('hid', 'https://example.org')).toBe(false);
  expect(ask('hid', 'app://threadline', device(0x01))).toBe(false);
  expect(ask('hid', 'app://threadline', device(0x0c, 0xf1d0))).toBe(false);
  expect(ask('hid', 'app://threadline', { name: 'tells nothing of itself' })).toBe(false);
  expect(ask('usb', 'app://threadline')).toBe(false);
  expect(ask('serial', 'app://threadline')).toBe(false);
});
