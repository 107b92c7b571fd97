import sanitize from 'sanitize-html';

const color = [/^#[\da-f]{3,8}$/i, /^rgba?\([\d\s,.%]+\)$/i, /^[a-z]{3,20}$/i];
const length = [
  /^-?[\d.]{1,7}(px|em|rem|%|pt)?( -?[\d.]{1,7}(px|em|rem|%|pt)?){0,3}$/i,
  /^(auto|normal|inherit|medium|small|large|smaller|larger)$/i,
];
const word = [/^[a-z-]{2,30}( [a-z-]{2,30}){0,2}$/i];
const border = [/^[\w\s#(),.%-]{1,60}$/];

/** Only what colours, sizes and aligns: nothing that fetches (url()), covers (position) or hides the text it came with. */
const styles = {
  color,
  'background-color': color,
  'font-family': [/^[\w\s,'"-]{1,200}$/],
  'font-size': length,
  'font-weight': [/^(bold|bolder|lighter|normal|\d{3})$/],
  'font-style': word,
  'text-align': word,
  'text-decoration': word,
  'line-height': length,
  'vertical-align': word,
  'white-space': word,
  'border-collapse': word,
  ...Object.fromEntries(
    ['margin', 'padding'].flatMap((name) => ['', '-top', '-right', '-bottom', '-left'].map((side) => [`${name}${side}`, length])),
  ),
  ...Object.fromEntries(['', '-top', '-right', '-bottom', '-left', '-radius'].map((side) => [`border${side}`, border])),
  width: length,
  'max-width': length,
  height: length,
};

/** The first of two sanitisers, in the worker. What a picture would fetch from outside is kept apart (`data-remote`), for those who ask to see it. */
export function cleanHtml(html: string): string {
  return sanitize(html, {
    allowedTags: [
      ...sanitize.defaults.allowedTags.filter((tag) => !['address', 'article', 'aside', 'main', 'nav', 'section', 'header', 'footer'].includes(tag)),
      'img',
      'center',
      'font',
      'del',
      'ins',
      'u',
      'strike',
    ],
    disallowedTagsMode: 'discard',
    nonTextTags: ['style', 'script', 'textarea', 'option', 'noscript', 'title', 'svg', 'math', 'object', 'embed', 'iframe', 'template', 'xmp'],
    allowedAttributes: {
      '*': ['style', 'align', 'valign', 'dir', 'lang', 'title'],
      a: ['href', 'rel'],
      img: ['src', 'alt', 'width', 'height', 'data-remote'],
      font: ['color', 'face', 'size'],
      table: ['width', 'border', 'cellpadding', 'cellspacing', 'bgcolor', 'height'],
      td: ['width', 'height', 'colspan', 'rowspan', 'bgcolor'],
      th: ['width', 'height', 'colspan', 'rowspan', 'bgcolor'],
      tr: ['bgcolor', 'height'],
      ol: ['start', 'type'],
    },
    allowedStyles: { '*': styles },
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'sms'],
    allowedSchemesByTag: { img: ['cid'] },
    allowProtocolRelative: false,
    transformTags: {
      a: (_tag, attributes) => ({ tagName: 'a', attribs: { ...attributes, rel: 'noopener noreferrer nofollow' } }),
      img: (_tag, { src = '', ...attributes }) => {
        const isRemote = /^https?:/i.test(src.trim());
        return { tagName: 'img', attribs: { ...attributes, ...(isRemote ? { 'data-remote': src.trim() } : { src }) } };
      },
    },
    enforceHtmlBoundary: false,
    nestingLimit: 100,
  });
}
