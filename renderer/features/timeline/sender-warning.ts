import type { MessageEntry } from '../../../contract/model/timeline.ts';

export type SenderWarning =
  | { readonly kind: 'nameIsAddress'; readonly shown: string; readonly address: string }
  | { readonly kind: 'replyElsewhere'; readonly replyTo: string; readonly address: string };

/** What does not fit together in who a mail says it is from: anybody can write any name, and any address to answer to. */
export function senderWarnings({ direction, from, replyTo }: Pick<MessageEntry, 'direction' | 'from' | 'replyTo'>): SenderWarning[] {
  if (direction !== 'in' || !from) return [];
  const { address } = from;
  const shown = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+\.[a-z\d-]{2,}/i.exec((from.name ?? '').normalize('NFKC'))?.[0];
  const elsewhere = replyTo.find((party) => !isSameHouse(domainOf(party.address), domainOf(address)));
  return [
    ...(shown && shown.toLowerCase() !== address.toLowerCase() ? [{ kind: 'nameIsAddress' as const, shown, address }] : []),
    ...(elsewhere ? [{ kind: 'replyElsewhere' as const, replyTo: elsewhere.address, address }] : []),
  ];
}

function domainOf(address: string): string {
  return address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
}

function isSameHouse(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}
