/** Tags that change nothing but the lines: what has no others says the same as its text. */
const plainTags = new Set(['div', 'p', 'br', 'span', 'blockquote']);

/** Whether the HTML of a composer says more than a text can. Links that show where they lead do not count. */
export function isFormatted(html: string): boolean {
  const withoutBareLinks = html.replaceAll(
    /<a\b[^>]*?href="(?:mailto:|https?:\/\/)?([^"]*?)\/?"[^>]*>([^<]*)<\/a>/gi,
    (link, target: string, shown: string) =>
      shown.replace(/^https?:\/\//, '').replace(/\/$/, '') === target.replace(/^https?:\/\//, '') ? shown : link,
  );
  for (const [, name = ''] of withoutBareLinks.matchAll(/<([a-z][\da-z]*)/gi)) if (!plainTags.has(name.toLowerCase())) return true;
  return false;
}

/** A block without text is left out by the library: this stands for it until it is done. */
const emptyLine = '\ue000';

/** The text of what was written as HTML: lists, links and quotations as people write them in a plain mail. */
export async function textOfHtml(html: string): Promise<string> {
  const { convert } = await import('html-to-text');
  const text = convert(html, {
    wordwrap: false,
    preserveNewlines: false,
    formatters: {
      // Every line of the composer is a block of its own; one without text is an empty line.
      line(element, walk, builder) {
        const isEmpty = element.children.length === 1 && element.children[0]?.name === 'br';
        builder.openBlock({ leadingLineBreaks: 1 });
        if (isEmpty) builder.addInline(emptyLine);
        else walk(element.children, builder);
        builder.closeBlock({ trailingLineBreaks: 1 });
      },
    },
    selectors: [
      { selector: 'div', format: 'line' },
      { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 2 } },
      { selector: 'blockquote', options: { leadingLineBreaks: 1, trailingLineBreaks: 1, trimEmptyLines: false } },
      { selector: 'ul', options: { leadingLineBreaks: 1, trailingLineBreaks: 1, itemPrefix: '- ' } },
      { selector: 'ol', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      ...[1, 2, 3, 4, 5, 6].map((level) => ({ selector: `h${level}`, options: { uppercase: false, leadingLineBreaks: 1 } })),
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] as [string, string] } },
      { selector: 'img', format: 'skip' },
    ],
  });
  // A space that does not break is how an editor keeps two in a row, and how "-- " keeps its own.
  return text
    .replaceAll(emptyLine, '')
    .replaceAll('\u00a0', ' ')
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/^--$/gm, '-- ')
    .trimEnd();
}
