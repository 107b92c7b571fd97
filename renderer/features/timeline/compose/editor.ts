import createPurifier from 'dompurify';
import Squire from 'squire-rte';

/** Squire: made for mails, which have to carry other people's HTML; what it shows is what is sent. */
export type Editor = Squire;

const tags = [
  'div',
  'p',
  'br',
  'span',
  'b',
  'strong',
  'i',
  'em',
  'u',
  's',
  'del',
  'ins',
  'sub',
  'sup',
  'a',
  'ul',
  'ol',
  'li',
  'blockquote',
  'pre',
  'code',
  'hr',
];
const layout = [
  'table',
  'thead',
  'tbody',
  'tfoot',
  'tr',
  'td',
  'th',
  'caption',
  'colgroup',
  'col',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'font',
  'center',
  'img',
];
const attributes = [
  'href',
  'class',
  'type',
  'start',
  'alt',
  'src',
  'style',
  'dir',
  'lang',
  'align',
  'valign',
  'width',
  'height',
  'colspan',
  'rowspan',
  'data-cid',
];

export interface EditorEvents {
  readonly onChange: (html: string) => void;
  /** Where the cursor is now, what is set there. */
  readonly onMove: () => void;
  readonly onFiles: (files: readonly File[]) => void;
}

export function createEditor(root: HTMLElement, html: string, { onChange, onMove, onFiles }: EditorEvents): Editor {
  const purifier = createPurifier(window);
  const editor = new Squire(root, {
    sanitizeToDOMFragment(html) {
      const clean = purifier.sanitize(html, {
        ALLOWED_TAGS: [...tags, ...layout],
        ALLOWED_ATTR: attributes,
        ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|blob):/i,
        RETURN_DOM_FRAGMENT: true,
      });
      // Nothing is fetched from outside, also not by what is pasted.
      for (const picture of clean.querySelectorAll('img')) if (!picture.dataset['cid']) picture.replaceWith(picture.alt);
      return document.importNode(clean, true);
    },
    didError: (error: unknown) => reportError(error),
  });
  editor.addEventListener('willPaste', (event) => {
    const { fragment } = (event as CustomEvent<{ fragment?: DocumentFragment }>).detail;
    for (const element of fragment?.querySelectorAll('*') ?? [])
      for (const name of ['style', 'class', 'dir', 'align', 'width', 'height', 'color', 'face', 'size']) element.removeAttribute(name);
  });
  editor.setHTML(toShown(html));
  // The editor writes it a little differently: that is no change yet.
  let last = toStored(editor.getHTML());
  editor.addEventListener('input', () => {
    const now = toStored(editor.getHTML());
    if (now === last) return;
    last = now;
    onChange(now);
  });
  for (const name of ['pathChange', 'select', 'cursor', 'input']) editor.addEventListener(name, onMove);
  root.addEventListener(
    'paste',
    (event) => {
      const files = filesIn(event.clipboardData);
      if (files.length === 0) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      onFiles(files);
    },
    { capture: true },
  );
  return editor;
}

/** Programs put a picture of the text beside the text: then it is the text that is meant. */
function filesIn(clipboard: DataTransfer | null): File[] {
  if (!clipboard || clipboard.files.length === 0) return [];
  const html = clipboard.getData('text/html');
  const words = new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '';
  return words.trim() === '' && clipboard.getData('text/plain').trim() === '' ? [...clipboard.files] : [];
}

/** In what is kept and sent, a picture is named by its Content-ID. */
export function toStored(html: string): string {
  if (!html.includes('data-cid')) return html;
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const picture of page.querySelectorAll<HTMLImageElement>('img[data-cid]')) {
    picture.setAttribute('src', `cid:${picture.dataset['cid'] ?? ''}`);
    delete picture.dataset['cid'];
  }
  return page.body.innerHTML;
}

/** In the editor it has no source until its bytes are there: `cid:` leads nowhere. */
export function toShown(html: string): string {
  if (!html.includes('cid:')) return html;
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const picture of page.querySelectorAll<HTMLImageElement>('img[src^="cid:"]')) {
    picture.dataset['cid'] = (picture.getAttribute('src') ?? '').slice('cid:'.length);
    picture.removeAttribute('src');
  }
  return page.body.innerHTML;
}
