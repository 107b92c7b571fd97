const wanted = /^(from|to|cc|reply-to|subject|date|message-id|content-type|received-spf|authentication-results)$/i;

/** The source of a mail in two: the headers that say what it is, each on one line (RFC 5322 §2.2.3), and what follows them. */
export function splitSource(source: string): { readonly folded: string; readonly body: string } {
  const end = /\r?\n\r?\n/.exec(source);
  const head = end ? source.slice(0, end.index) : source;
  const body = end ? source.slice(end.index + end[0].length) : '';
  const headers = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return { folded: headers.filter((line) => wanted.test(line.slice(0, line.indexOf(':')))).join('\n'), body };
}
