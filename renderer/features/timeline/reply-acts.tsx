import { CornerUpLeft, CornerUpRight, Pencil, ReplyAll } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DraftContent } from '../../../contract/model/draft.ts';
import type { MailParty } from '../../../contract/model/message.ts';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { beginAgain, beginForward, sidesOf } from './compose/beginnings.ts';
import { distinct, keyOf, writeParty } from './compose/parties.ts';
import styles from './timeline.module.css';
import { useReply } from './use-reply.ts';

/** Answering a message, answering everybody who has it, passing it on; `children`: what else can be done with it. */
export function ReplyActs({ entry, children }: { entry: MessageEntry; children?: ReactNode }) {
  const { text, intl } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const reply = useReply();
  const accounts = useDesk((state) => state.channelAccounts);
  const sides = sidesOf(accounts, entry.accountId);
  if (!sides) return null;
  const { id, contactId, from, to, cc, at, subject, attachments } = entry;
  const date = intl.formatDate(at, { dateStyle: 'medium', timeStyle: 'short' });
  const others = distinct([...(from ? [from] : []), ...entry.replyTo, ...to, ...cc], sides.own);
  const list = (parties: readonly MailParty[]): string => parties.map(writeParty).join(', ');

  async function forward(): Promise<void> {
    if (!sides) return;
    const original = await actions.call('messages.read', { entryId: id });
    const lines: [string, string][] = [
      [text('compose.from'), from ? writeParty(from) : ''],
      [text('compose.date'), date],
      [text('compose.subject'), subject ?? ''],
      [text('compose.to'), list(to)],
    ];
    if (cc.length > 0) lines.push([text('compose.cc'), list(cc)]);
    const content = beginForward(entry, original, { ...sides, words: { title: text('compose.forwarded'), lines } });
    await beginWithFiles(content);
  }
  async function again(): Promise<void> {
    if (!sides) return;
    await beginWithFiles(beginAgain(entry, await actions.call('messages.read', { entryId: id }), sides.account));
  }
  async function beginWithFiles(content: DraftContent): Promise<void> {
    const key = await actions.letters.begin({ contactId, kind: 'forward', answersId: id }, content);
    if (attachments.length > 0) await actions.call('drafts.add-forwarded', { draftId: await actions.letters.save(key) });
  }
  const isToSeveral = others.some((party) => keyOf(party) !== keyOf(from ?? { name: null, address: '' })) && others.length > 1;
  return (
    <div className={styles.more}>
      {entry.direction === 'out' && entry.delivery === 'refused' && (
        <Button size="small" icon={Pencil} onPress={() => attempt(again)}>
          {text('delivery.edit')}
        </Button>
      )}
      <Button size="small" tone="quiet" icon={CornerUpLeft} onPress={() => attempt(() => reply(entry, false))}>
        {text('message.reply')}
      </Button>
      {isToSeveral && (
        <Button size="small" tone="quiet" icon={ReplyAll} onPress={() => attempt(() => reply(entry, true))}>
          {text('message.replyAll')}
        </Button>
      )}
      <Button size="small" tone="quiet" icon={CornerUpRight} onPress={() => attempt(forward)}>
        {text('message.forward')}
      </Button>
      {children}
    </div>
  );
}
