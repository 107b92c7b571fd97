/** What a mail answers is known already: it is folded. The beginning of the quotation is a line of `>`, or the line before it that says who wrote. */
export function splitQuotation(text: string): { readonly own: string; readonly quoted: string } {
  const lines = text.trimEnd().split('\n');
  const isQuote = (line: string | undefined): boolean => line !== undefined && /^\s*>/.test(line);
  const marker = lines.findIndex((line) => /^-{2,}\s*(original message|ursprüngliche nachricht|message d'origine)\s*-{2,}$/i.test(line.trim()));
  let first = lines.findIndex((line, index) => isQuote(line) && lines.slice(index).every((later) => isQuote(later) || later.trim() === ''));
  if (first < 0) first = marker;
  if (first <= 0) return { own: text.trimEnd(), quoted: '' };
  // "On Monday … wrote:" may run over two lines, and an empty one may follow.
  let begin = first;
  while (begin > 0 && lines[begin - 1]?.trim() === '') begin -= 1;
  if (/:\s*$/.test(lines[begin - 1] ?? '')) {
    begin -= 1;
    if (begin > 0 && !/^(on|am|le)\b/i.test(lines[begin] ?? '') && /^(on|am|le)\b/i.test(lines[begin - 1] ?? '')) begin -= 1;
  } else begin = first;
  const own = lines.slice(0, begin).join('\n').trimEnd();
  return own === '' ? { own: text.trimEnd(), quoted: '' } : { own, quoted: lines.slice(begin).join('\n') };
}
