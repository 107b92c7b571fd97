import { linesHtml } from './quotation.ts';

const name = 'signature';

/** Marked, so that it can be exchanged; `-- ` keeps its space (RFC 3676 §4.3). */
export function signatureHtml(signature: string): string {
  return signature.trim() === '' ? '' : `<div><br></div><div class="${name}"><div>--&nbsp;</div>${linesHtml(signature.trim())}</div>`;
}

/** The text with the signature of another account; one that was written on stays. */
export function exchangeSignature(html: string, before: string, after: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const there = page.querySelector(`.${name}`);
  const wordsOf = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
  const fresh = signatureHtml(after);
  if (there) {
    if (wordsOf(there.textContent ?? '') !== wordsOf(`-- ${before}`.replaceAll('\n', ''))) return html;
    const { previousElementSibling } = there;
    if (previousElementSibling?.innerHTML === '<br>') previousElementSibling.remove();
    there.outerHTML = fresh;
    return page.body.innerHTML;
  }
  // The agent removed it: none is put in its place.
  if (before.trim() !== '' || fresh === '') return html;
  const quotation = page.querySelector('blockquote')?.previousElementSibling;
  if (quotation) quotation.insertAdjacentHTML('beforebegin', `${fresh}<div><br></div>`);
  else page.body.insertAdjacentHTML('beforeend', fresh);
  return page.body.innerHTML;
}
