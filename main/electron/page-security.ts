import type { HIDDevice, Session, WebContents } from 'electron';

export const pageOrigin = 'app://threadline';

type OurPage = 'view' | 'media';

/**
 * Nothing inline, nothing from elsewhere. `style-src 'unsafe-inline'`: React writes style attributes. `wasm-unsafe-eval`, for the media page alone: RNNoise is
 * WebAssembly; it permits no script that is made of text.
 */
export const contentSecurityPolicyOf = (page: OurPage | null): string =>
  [
    "default-src 'none'",
    page === 'media' ? "script-src 'self' 'wasm-unsafe-eval'" : "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob: mediastream:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Which of our pages this is; null for everything else. */
export function pageOf(url: string): OurPage | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname } = new URL(url);
  if (`${protocol}//${host}` !== pageOrigin) return null;
  return pathname === '/index.html' ? 'view' : pathname === '/media.html' ? 'media' : null;
}

/** The microphone and the headset's buttons, for the media page; writing to the clipboard, for the agent's; nothing else for anybody. */
export function isPermitted(permission: string, url: string, mediaTypes: readonly string[]): boolean {
  if (permission === 'clipboard-sanitized-write') return pageOf(url) === 'view';
  if (pageOf(url) !== 'media') return false;
  if (permission === 'speaker-selection' || permission === 'hid') return true;
  return permission === 'media' && mediaTypes.every((type) => type === 'audio');
}

export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    answer(isPermitted(permission, contents.getURL(), mediaTypes));
  });
  session.setPermissionCheckHandler((contents, permission, _origin, details) => {
    const mediaTypes = details.mediaType && details.mediaType !== 'unknown' ? [details.mediaType] : [];
    return isPermitted(permission, contents?.getURL() ?? details.requestingUrl ?? '', mediaTypes);
  });
  // Which pages may use devices at all is said above. Keyboards, mice and security keys are nobody's business.
  session.setDevicePermissionHandler(
    ({ deviceType, origin, device }) =>
      deviceType === 'hid' && (origin === pageOrigin || origin === `${pageOrigin}/`) && 'collections' in device && isTelephone(device),
  );
  // Otherwise the dictionaries are fetched from a public host at every start.
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);
}

/** HID Usage Tables 1.5, §3: page 0x0B is telephony. */
const isTelephone = ({ collections }: HIDDevice): boolean => collections.some(({ usagePage }) => usagePage === 0x0b);

/** A page stays where it is: no navigation, no window, no embedded guest. */
export function hardenContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
