/** A link of a mail that the agent chose. */
export interface MailLink {
  readonly url: string;
  /** As it reads. */
  readonly words: string;
}

/** Where it leads, in letters that cannot be mistaken for others (punycode); null: nowhere that is opened. */
export function hostOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host } = new URL(url);
  return (protocol === 'http:' || protocol === 'https:') && host !== '' ? host : null;
}

/** The other domain its words pretend to lead to; null: they do not. */
export function pretendedHost({ url, words }: MailLink): string | null {
  const host = bare(hostOf(url) ?? '');
  const said = /(?:https?:\/\/)?(?:[^\s/@]*@)?((?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+\p{L}{2,24})(?![\p{L}\d-])/iu.exec(
    words.normalize('NFKC'),
  )?.[1];
  if (!said || host === '') return null;
  const pretended = bare(hostOf(`http://${said}/`) ?? '');
  if (pretended === '' || host === pretended || host.endsWith(`.${pretended}`)) return null;
  // `setup.exe` and `report.pdf` are names of files.
  return /^(pdf|docx?|xlsx?|pptx?|zip|exe|png|jpe?g|gif|txt|csv|html?|php|aspx?)$/i.test(pretended.split('.').at(-1) ?? '') ? null : said;
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^www\./, '');
}

/** Who a mailto link writes to, and about what (RFC 6068); never a text of the stranger's. */
export function readMailto(url: string): { readonly to: string[]; readonly subject: string } | null {
  if (!/^mailto:/i.test(url) || !URL.canParse(url)) return null;
  const { pathname, searchParams } = new URL(url);
  const to = pathname
    .split(',')
    .map((address) => safeDecode(address).trim())
    .filter((address) => /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address));
  return { to: to.slice(0, 20), subject: (searchParams.get('subject') ?? '').slice(0, 300) };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
