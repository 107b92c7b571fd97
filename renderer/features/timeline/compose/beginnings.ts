import type { ChannelAccount } from '../../../../contract/model/channel-account.ts';
import type { Contact } from '../../../../contract/model/contact.ts';
import type { DraftContent } from '../../../../contract/model/draft.ts';
import type { MailParty } from '../../../../contract/model/message.ts';
import type { MessageEntry } from '../../../../contract/model/timeline.ts';
import { distinct, keyOf } from './parties.ts';
import { againHtml, forwardedHtml, quotedHtml, type ForwardWords, type Original } from './quotation.ts';
import { signatureHtml } from './signature.ts';

const emptyLine = '<div><br></div>';

interface Sides {
  readonly account: ChannelAccount;
  /** Every address that is ours: nobody answers themselves. */
  readonly own: ReadonlySet<string>;
}

/** The account that a message came to, where it is still there. */
export function sidesOf(accounts: readonly ChannelAccount[], accountId: number | null): Sides | null {
  const enabled = accounts.filter(({ isEnabled }) => isEnabled);
  const account = enabled.find(({ id }) => id === accountId) ?? enabled[0];
  return account ? { account, own: new Set(accounts.map((one) => keyOf({ name: null, address: one.address }))) } : null;
}

export function beginNew(contact: Contact | null, account: ChannelAccount): DraftContent {
  const known = contact?.identities.find(({ kind }) => kind === 'email');
  const to = known ? [{ name: contact?.name ?? null, address: known.raw }] : [];
  return { ...blank(account), to, html: `${emptyLine}${signatureHtml(account.signature)}` };
}

export interface ReplyWords {
  /** "On 4 March, Maren wrote:" */
  readonly attribution: string;
}

/** Whoever wrote, or wants the answers; of a message of ours, whoever it went to. */
export function addresseesOf({ direction, from, to, replyTo }: MessageEntry, own: ReadonlySet<string>): MailParty[] {
  const first = direction === 'out' ? to : replyTo.length > 0 ? replyTo : from ? [from] : [];
  const strangers = distinct(first, own);
  // A note to oneself is answered to oneself.
  return strangers.length > 0 ? strangers : distinct(first);
}

/** To whoever it is answered to; with `isAll`, to everybody who has it, but us. */
export function beginReply(
  entry: MessageEntry,
  original: Original,
  { account, own, isAll, words }: Sides & { isAll: boolean; words: ReplyWords },
): DraftContent {
  const others = isAll ? [...(entry.direction === 'out' ? [] : entry.to), ...entry.cc] : [];
  const to = addresseesOf(entry, own);
  const cc = distinct(others, new Set([...own, ...to.map(keyOf)]));
  const html = `${emptyLine}${signatureHtml(account.signature)}${emptyLine}${quotedHtml(original, words.attribution)}`;
  return { ...blank(account), to, cc, subject: withPrefix('Re', entry.subject), html };
}

export function beginForward(
  entry: MessageEntry,
  original: Original,
  { account, words }: { account: ChannelAccount; words: ForwardWords },
): DraftContent {
  const html = `${emptyLine}${signatureHtml(account.signature)}${emptyLine}${forwardedHtml(original, words)}`;
  return { ...blank(account), subject: withPrefix('Fwd', entry.subject), html };
}

/** A message of ours that did not arrive, to be corrected: the same, to the same. */
export function beginAgain(entry: MessageEntry, original: Original, account: ChannelAccount): DraftContent {
  return { ...blank(account), to: [...entry.to], cc: [...entry.cc], subject: entry.subject ?? '', html: againHtml(original) };
}

function blank({ id }: ChannelAccount): DraftContent {
  return { accountId: id, to: [], cc: [], bcc: [], subject: '', html: emptyLine, sendAt: null };
}

/** One prefix is enough, in whatever language the last program wrote it. */
export function withPrefix(prefix: 'Re' | 'Fwd', subject: string | null): string {
  const bare = (subject ?? '').replace(/^(\s*(re|aw|antw|sv|vs|réf|ref|fwd?|wg|tr|rv|enc|vl)(\[\d+\])?\s*:)+\s*/i, '');
  return `${prefix}: ${bare}`.trim();
}
