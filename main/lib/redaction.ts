const removed = '<removed>';

const name = String.raw`[\w.-]*(?:pass(?:wd|word|phrase)?|pwd|secret|token|nonce|response|opaque|rspauth|credential|signature|ticket|ice-pwd|inline|api-?key|auth)[\w.-]*`;
/** Up to its closing quote; one that never closes hides all that follows. */
const value = String.raw`(?:"(?:[^"\\]|\\.)*(?:"|$)|\\"(?:[^\\]|\\(?!"))*(?:\\"|$)|'[^']*(?:'|$)|[^\s,;>&"']+)`;
const named = new RegExp(String.raw`(\\?["']?)(?<![\w.-])(${name})\1\s*(=|:|%3[ad])\s*${value}`, 'gis');
const scheme = /\b(digest|basic|bearer)(\s+|%20)\S.*$/gim;
const bracketed = /<([a-z][a-z\d+.-]*:(?:\/\/)?[^:@<>]*)(?::|%3a)[^<>]*@/gi;
const bare = /\b([a-z][a-z\d+.-]*:(?:\/\/)?[^:@\s<>"]*)(?::|%3a)[^\s<>"]*@/gi;

/**
 * Takes out of a line what looks like a secret: passwords in addresses, credentials of a login, values whose name says what they are. It rather takes too much.
 * Not for long lines: what is hostile makes it try many times.
 * For what is known to be a secret see `withoutSecrets`.
 */
export function redactText(text: string): string {
  return text
    .replaceAll(bracketed, `<$1:${removed}@`)
    .replaceAll(bare, `$1:${removed}@`)
    .replaceAll(scheme, `$1 ${removed}`)
    .replaceAll(named, `$1$2$1$3${removed}`);
}

/** Shorter ones are words: taking them out would spoil the text and hide nothing. */
const shortestSecret = 4;

/** Without these very strings, as they are and as they stand in an address or in JSON. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) =>
    secret.length < shortestSecret
      ? []
      : [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')],
  );
  // The longest first: one may begin with another.
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, form) => rest.replaceAll(form, removed), text);
}
