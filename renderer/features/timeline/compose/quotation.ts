import createPurifier from 'dompurify';

export interface ForwardWords {
  readonly title: string;
  /** "From", "To" … with what stands behind it. */
  readonly lines: readonly (readonly [label: string, value: string])[];
}

/** A message as it is quoted: the whole of it, its HTML cleaned by main. */
export interface Original {
  readonly text: string;
  readonly html: string | null;
}

const longest = 200_000;
const quoteStyle = 'margin:0 0 0 8px;padding-left:12px;border-left:2px solid #b7bec9';

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Every line a block of its own, as the editor writes them. */
export function linesHtml(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `<div>${escapeHtml(line).replaceAll(/ {2,}/g, (run) => '\u00a0'.repeat(run.length)) || '<br>'}</div>`)
    .join('');
}

/** What is answered, beneath who wrote it. Pictures are not sent back to whoever sent them. */
export function quotedHtml(original: Original, attribution: string): string {
  const quoted = bodyOf(original, 'without pictures');
  return `<div>${escapeHtml(attribution)}</div><blockquote type="cite" style="${quoteStyle}">${quoted}</blockquote>`;
}

/** The message as it was, to be changed and sent once more. */
export const againHtml = (original: Original): string => bodyOf(original, 'with pictures');

export function forwardedHtml(original: Original, { title, lines }: ForwardWords): string {
  const head = lines.map(([label, value]) => `<div>${escapeHtml(label)}: ${escapeHtml(value)}</div>`).join('');
  return `<div>---------- ${escapeHtml(title)} ----------</div>${head}<div><br></div>${bodyOf(original, 'with pictures')}`;
}

function bodyOf({ text, html }: Original, pictures: 'with pictures' | 'without pictures'): string {
  if (html === null || html.length > longest) return linesHtml(text.slice(0, longest));
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const picture of page.querySelectorAll('img')) {
    const isOwn = picture.getAttribute('src')?.startsWith('cid:') ?? false;
    if (pictures === 'without pictures' || !isOwn) picture.replaceWith(picture.alt);
  }
  return createPurifier(window).sanitize(page.body.innerHTML, {
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
      'video',
      'audio',
    ],
    FORBID_ATTR: ['id', 'class', 'srcset', 'ping', 'target', 'background', 'action', 'formaction'],
    ALLOW_DATA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid):/i,
  });
}
