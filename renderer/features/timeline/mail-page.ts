import createPurifier from 'dompurify';

/** No script, nothing from outside, nothing that leads away: what the frame may not do it does not get to do. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
const look = `:root { color-scheme: light; --paper: #fff; --ink: #16191d; --link: #1d4fd8; --line: #c3c9d2; }
:root[data-theme='dark'] { color-scheme: dark; --paper: #161a20; --ink: #e9ecf1; --link: #8db0ff; --line: #4a5361; }
html { background: var(--paper); }
body { display: flow-root; margin: 0; padding: 8px; background: var(--paper); color: var(--ink); font: 13px/1.5 Inter, system-ui, sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; } table { max-width: 100%; }
img:not([src]) { display: inline-block; min-width: 16px; min-height: 16px; border: 1px dashed var(--line); font-size: 11px; vertical-align: middle; }
[data-link] { color: var(--link); text-decoration: underline; cursor: pointer; }
[data-link]:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }`;

export interface MailPage {
  /** A whole document for a frame. */
  readonly source: string;
  /** Whether it wants pictures from outside. */
  readonly hasRemote: boolean;
}

/** A mail's HTML, cleaned in main, once more: links become words with an address beside them, pictures empty places that are filled from outside of the frame. */
export function buildMailPage(html: string, theme: 'light' | 'dark'): MailPage {
  const purifier = createPurifier(window);
  let hasRemote = false;
  purifier.addHook('afterSanitizeAttributes', (node) => {
    // Main leaves only colours and sizes in it.
    if (/url\(|image|position|[@\\]/i.test(node.getAttribute('style') ?? '')) node.removeAttribute('style');
    if (node.nodeName === 'A') {
      const href = node.getAttribute('href');
      // Without an href nothing can be followed, by no key and no button of the mouse.
      node.removeAttribute('href');
      if (href && /^(https?|mailto):/i.test(href)) {
        node.setAttribute('data-link', href);
        node.setAttribute('role', 'link');
        node.setAttribute('tabindex', '0');
      }
    }
    if (node.nodeName === 'IMG') {
      const source = node.getAttribute('src') ?? '';
      node.removeAttribute('src');
      if (/^cid:/i.test(source)) node.setAttribute('data-cid', decoded(source.slice(4)));
      if (node.hasAttribute('data-remote')) hasRemote = true;
    }
  });
  const clean = purifier.sanitize(html, {
    FORBID_TAGS: [
      'style',
      'form',
      'input',
      'button',
      'textarea',
      'select',
      'iframe',
      'object',
      'embed',
      'svg',
      'math',
      'base',
      'meta',
      'link',
      'picture',
      'source',
      'video',
      'audio',
      'map',
      'area',
    ],
    FORBID_ATTR: ['srcset', 'ping', 'target', 'background', 'action', 'formaction', 'id', 'name', 'usemap'],
    ADD_ATTR: ['data-remote'],
    ALLOW_DATA_ATTR: false,
    // The second half is for attributes that hold no address at all.
    ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|sms|cid):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  });
  // Colours that were chosen for white paper stay on it.
  const isColoured = /(^|[\s;"'])(background|color|bgcolor)(-color)?\s*[:=]/i.test(clean);
  const paper = theme === 'dark' && !isColoured ? 'dark' : 'light';
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><style>${look}</style>`;
  return { source: `<!doctype html><html data-theme="${paper}"><head>${head}</head><body>${clean}</body></html>`, hasRemote };
}

function decoded(contentId: string): string {
  try {
    return decodeURIComponent(contentId);
  } catch {
    return contentId;
  }
}
