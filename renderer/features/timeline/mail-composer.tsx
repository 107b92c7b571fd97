import { Send } from 'lucide-react';
import { useEffect, useState, type KeyboardEvent } from 'react';
import type { ChannelAccount } from '../../../contract/model/channel-account.ts';
import type { ContactId } from '../../../contract/model/ids.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import type { Composed } from '../../state/state.ts';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { beginMail, keepDraft, keptDraft, readParties, type TypedMail } from './mail-draft.ts';
import styles from './timeline.module.css';

/** A mail to this contact. It is kept with every key, and goes out when it can no longer be taken back. */
export function MailComposer({ contactId, begun }: { contactId: ContactId; begun: Composed | null }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const accounts = useDesk((state) => state.channelAccounts).filter(({ isEnabled }) => isEnabled);
  const contact = useDesk((state) => (state.contact?.id === contactId ? state.contact : null));
  const undoMs = useDesk((state) => state.settings?.undoSendMs ?? 0);
  const [account] = accounts;
  const fresh = (): TypedMail | null => (account ? beginMail(contact, account, null) : null);
  const [mail, setMail] = useState<TypedMail | null>(() => keptDraft(contactId) ?? fresh());
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => {
    if (!begun || !account) return;
    const next = beginMail(contact, account, begun);
    setMail(next);
    keepDraft(contactId, next);
    // Once the text is there: writing begins above what it answers.
    setTimeout(focusText);
    // Only when it was asked for: what is typed afterwards stays.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [begun]);

  if (!mail || !account) return null;

  function set(change: Partial<TypedMail>): void {
    if (!mail) return;
    const next = { ...mail, ...change };
    setMail(next);
    setProblem(null);
    keepDraft(contactId, next);
  }
  async function send(): Promise<void> {
    if (!mail) return;
    const to = readParties(mail.to);
    const cc = readParties(mail.cc);
    const wrong = to.wrong ?? cc.wrong;
    if (wrong !== null) return setProblem({ field: to.wrong === null ? 'cc' : 'to', sentence: text('compose.addressInvalid', { address: wrong }) });
    const { accountId, answersId, subject, text: body } = mail;
    await actions.call('messages.send', {
      accountId,
      contactId,
      answersId,
      to: to.parties,
      cc: cc.parties,
      bcc: [],
      subject,
      text: body,
      html: null,
      sendAt: null,
    });
    keepDraft(contactId, null);
    setMail(fresh());
    actions.notify(undoMs > 0 ? text('compose.sent', { seconds: Math.round(undoMs / 1_000) }) : text('compose.sentNow'));
  }
  const isReady = mail.to.trim() !== '' && mail.text.trim() !== '';
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && isReady) attempt(send);
  }
  return (
    <div className={styles.mail} onKeyDown={onKeyDown}>
      <Addresses mail={mail} accounts={accounts} problem={problem} onChange={set} />
      <TextField
        label={text('compose.subject')}
        isLabelHidden
        placeholder={text('compose.subject')}
        value={mail.subject}
        onChange={(subject) => set({ subject })}
        maxLength={1_000}
        name="mail-subject"
      />
      <TextField
        label={text('compose.text')}
        isLabelHidden
        placeholder={text('compose.text')}
        value={mail.text}
        onChange={(body) => set({ text: body })}
        rows={6}
        maxLength={500_000}
        name="mail-text"
      />
      <div className={styles.mailActs}>
        <Button tone="accent" icon={Send} keyHint="Ctrl ↵" isDisabled={!isReady} onPress={() => attempt(send)}>
          {text('compose.send')}
        </Button>
      </div>
    </div>
  );
}

function focusText(): void {
  const field = document.querySelector<HTMLTextAreaElement>('[name="mail-text"]');
  field?.focus();
  field?.setSelectionRange(0, 0);
  field?.scrollTo(0, 0);
}

interface Problem {
  readonly field: 'to' | 'cc';
  readonly sentence: string;
}

interface AddressesProps {
  readonly mail: TypedMail;
  readonly accounts: readonly ChannelAccount[];
  readonly problem: Problem | null;
  readonly onChange: (change: Partial<TypedMail>) => void;
}

function Addresses({ mail, accounts, problem, onChange }: AddressesProps) {
  const { text } = useText();
  return (
    <div className={styles.mailHead}>
      {accounts.length > 1 && (
        <Select
          label={text('compose.from')}
          isLabelHidden
          choices={accounts.map(({ id, label }) => ({ id: String(id), label }))}
          value={String(mail.accountId)}
          onChange={(id) => onChange({ accountId: accounts.find((one) => String(one.id) === id)?.id ?? mail.accountId })}
        />
      )}
      {(['to', 'cc'] as const).map((field) => (
        <TextField
          key={field}
          label={text(`compose.${field}`)}
          isLabelHidden
          placeholder={text(`compose.${field}`)}
          value={mail[field]}
          onChange={(value) => onChange({ [field]: value })}
          error={problem?.field === field ? problem.sentence : null}
          name={`mail-${field}`}
        />
      ))}
    </div>
  );
}
