import { FileText, Mail, MailWarning, MessageCircle, MessageSquare, Share2, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { MailParty } from '../../../contract/model/message.ts';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Attachments, listedAttachments, useMediaStates } from './attachments.tsx';
import { DeliveryLine } from './delivery-line.tsx';
import { Frame } from './entry-frame.tsx';
import { MessageHtml } from './message-html.tsx';
import { SenderWarnings } from './sender-warnings.tsx';
import { splitQuotation } from './quoted-text.ts';
import { ReplyActs } from './reply-acts.tsx';
import { ConcernedButton, SourceButton } from './mail-acts.tsx';
import styles from './timeline.module.css';

const icons: Readonly<Record<MessageEntry['channel'], LucideIcon>> = { email: Mail, sms: MessageSquare, social: Share2, chat: MessageCircle };

export function MessageItem({ entry, isContinued }: { entry: MessageEntry; isContinued: boolean }) {
  const { text } = useText();
  const { channel, direction, agentName, mark, isUnread, from, to, accountId, subject } = entry;
  const who = direction === 'in' ? shown(from) : to.length > 0 ? text('message.to', { who: to.map(shown).join(', ') }) : null;
  const detail = [text(`direction.${direction}`), who, agentName, mark === 'automatic' ? text('message.automatic') : null];
  // What has not gone out can be written on, and needs no answer.
  const isInOutbox = useDesk((state) => state.outbox.some(({ entryId }) => entryId === entry.id));
  const isOnItsWay = isInOutbox || entry.delivery === 'queued' || entry.delivery === 'sending';
  useMediaStates(entry);
  return (
    <Frame
      icon={mark === 'bounce' ? MailWarning : icons[channel]}
      tone={mark === 'bounce' ? 'missed' : direction === 'out' ? 'out' : 'past'}
      at={entry.at}
      title={mark === 'bounce' ? text('message.bounce') : text(`timeline.${channel}`)}
      detail={detail.filter(Boolean).join(' · ')}
    >
      <div className={styles.box} data-testid="message" data-delivery={entry.delivery}>
        {((subject && !isContinued) || isUnread) && (
          <p className={styles.subject}>
            {isUnread && <span className={styles.unread} role="img" aria-label={text('message.unread')} />}
            {!isContinued && subject}
          </p>
        )}
        <SenderWarnings entry={entry} />
        <Body entry={entry} />
        {listedAttachments(entry).length > 0 && <Attachments entry={entry} />}
      </div>
      {direction === 'out' && accountId !== null && <DeliveryLine entry={entry} />}
      {channel === 'email' && accountId !== null && !isOnItsWay && (
        <ReplyActs entry={entry}>
          <SourceButton entry={entry} />
          {mark === 'bounce' && <ConcernedButton entry={entry} />}
        </ReplyActs>
      )}
    </Frame>
  );
}

/** A name anybody can claim is shown with the address it came from. */
function shown(party: MailParty | null): string | null {
  if (!party) return null;
  return party.name && party.name !== party.address ? `${party.name} <${party.address}>` : party.address;
}

function Body({ entry }: { entry: MessageEntry }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const [whole, setWhole] = useState<{ text: string; html: string | null } | null>(null);
  const [isQuoteShown, setIsQuoteShown] = useState(false);
  const [isFormatted, setIsFormatted] = useState(false);
  const { own, quoted } = splitQuotation(whole?.text ?? entry.text);

  async function read(): Promise<void> {
    setWhole(whole ?? (await actions.call('messages.read', { entryId: entry.id })));
  }
  if (isFormatted && whole && whole.html !== null) {
    return (
      <>
        <MessageHtml entry={entry} html={whole.html} />
        <div className={styles.more}>
          <Button size="small" onPress={() => setIsFormatted(false)}>
            {text('message.plain')}
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <p className={styles.message}>{own}</p>
      {isQuoteShown && <p className={`${styles.message} ${styles.quoted}`}>{quoted}</p>}
      {(quoted !== '' || entry.isTextCut || entry.hasHtml) && (
        <div className={styles.more}>
          {quoted !== '' && (
            <Button size="small" onPress={() => setIsQuoteShown(!isQuoteShown)}>
              {text(isQuoteShown ? 'message.hideQuoted' : 'message.quoted')}
            </Button>
          )}
          {entry.isTextCut && !whole && (
            <Button size="small" onPress={() => attempt(read)}>
              {text('message.whole')}
            </Button>
          )}
          {entry.hasHtml && (
            <Button
              size="small"
              icon={FileText}
              onPress={() =>
                attempt(async () => {
                  await read();
                  setIsFormatted(true);
                })
              }
            >
              {text('message.formatted')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
