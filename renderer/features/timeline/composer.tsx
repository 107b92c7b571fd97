import { lazy, Suspense, useEffect, useMemo } from 'react';
import type { ContactId, EntryId } from '../../../contract/model/ids.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { beginNew } from './compose/beginnings.ts';
import styles from './compose/composer.module.css';
import { NoteComposer } from './note-composer.tsx';
import { PreparedReply } from './prepared-reply.tsx';
import { useAnswered } from './use-answered.ts';
import { useReply } from './use-reply.ts';

/** Not part of the start: the editor comes when somebody writes. */
const MailComposer = lazy(async () => ({ default: (await import('./compose/mail-composer.tsx')).MailComposer }));

/**
 * What an agent writes: a note for colleagues, or mails to this contact. Each keeps what was typed while another is open. Where a conversation was opened, the
 * answer to it comes first.
 */
export function Composer({ contactId }: { contactId: ContactId }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const contact = useDesk((state) => (state.contact?.id === contactId ? state.contact : null));
  const accounts = useDesk((state) => state.channelAccounts);
  const account = accounts.find(({ isEnabled }) => isEnabled);
  const openKey = useDesk((state) => state.openLetters[contactId]);
  const written = useWritten(contactId);
  const isConversation = useDesk((state) => state.conversationId !== null);
  const answered = useAnswered(contactId);
  const reply = useReply();
  const begun = useDesk(({ timeline, conversationId }) => {
    const isOfIt = (id: EntryId | null): boolean =>
      timeline?.entries.some((entry) => entry.id === id && entry.conversationId === conversationId) ?? false;
    return written.find(({ kind, answersId }) => kind === 'reply' && isOfIt(answersId));
  });
  const leftOff = (isConversation ? begun : written[0])?.draftId ?? null;

  useEffect(() => {
    // Where they left off: also after a crash.
    if (openKey === undefined && leftOff !== null) actions.letters.openDraft(leftOff, { isAsked: false }).catch(() => undefined);
  }, [actions, openKey, leftOff]);

  if (!account && written.length === 0) return <NoteComposer contactId={contactId} />;
  const blank = written.find(({ kind }) => kind === 'new');
  const others = written.filter((one) => one !== blank);
  const prepared = account && !begun ? answered : null;
  const isPrepared = prepared !== null && openKey === undefined;
  const current = openKey ? (written.find(({ key }) => key === openKey) ?? null) : null;
  const choices = [
    { id: 'note', label: text('compose.note') },
    { id: 'mail', label: blank?.isKept ? `${text('compose.mail')} · ${text('compose.draft')}` : text('compose.mail') },
    ...others.map(({ id, subject }) => ({ id, label: subject || text('compose.noSubject') })),
    ...(prepared ? [{ id: 'reply', label: text('message.reply') }] : []),
  ];

  async function choose(id: string): Promise<void> {
    if (id === 'note') return actions.letters.close(contactId);
    if (id === 'reply') return prepared ? reply(prepared, false) : undefined;
    const chosen = id === 'mail' ? blank : others.find((one) => one.id === id);
    if (chosen?.draftId) await actions.letters.openDraft(chosen.draftId);
    else if (chosen) actions.letters.open(chosen.key);
    else if (account) await actions.letters.begin({ contactId, kind: 'new', answersId: null }, beginNew(contact, account));
  }
  return (
    <div className={styles.writing} data-open={Boolean(openKey)}>
      <ChoiceBar
        label={text('compose.channel')}
        choices={choices}
        value={current ? (current === blank ? 'mail' : current.id) : isPrepared ? 'reply' : 'note'}
        onChange={(id) => attempt(() => choose(id))}
      />
      {openKey ? (
        <Suspense fallback={<div className={styles.coming} aria-busy="true" />}>
          <MailComposer letterKey={openKey} />
        </Suspense>
      ) : isPrepared ? (
        <PreparedReply entry={prepared} />
      ) : (
        <NoteComposer contactId={contactId} />
      )}
    </div>
  );
}

/** What is being written to a contact: what main keeps, and what was begun here and is not saved yet. */
function useWritten(contactId: ContactId) {
  const drafts = useDesk((state) => state.mailDrafts);
  const letters = useDesk((state) => state.letters);
  return useMemo(() => {
    const here = Object.values(letters).filter(({ place }) => place.contactId === contactId);
    const begun = here
      .filter((letter) => !drafts.some(({ id }) => id === letter.draftId))
      .map(({ key, place, draftId, content, isSaved }) => ({
        id: key,
        key,
        kind: place.kind,
        answersId: place.answersId,
        draftId,
        subject: content.subject,
        isKept: draftId !== null || !isSaved,
      }));
    const kept = drafts
      .filter((draft) => draft.contactId === contactId)
      .map(({ id, kind, answersId, subject }) => {
        const letter = here.find(({ draftId }) => draftId === id);
        const key = letter?.key ?? `draft-${id}`;
        return { id: key, key, kind, answersId, draftId: id, subject: letter?.content.subject ?? subject, isKept: true };
      });
    return [...begun, ...kept];
  }, [contactId, drafts, letters]);
}
