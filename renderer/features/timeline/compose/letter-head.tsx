import { useState } from 'react';
import type { DraftContent } from '../../../../contract/model/draft.ts';
import { useDesk } from '../../../state/desk.tsx';
import type { Letter } from '../../../state/state.ts';
import { useText } from '../../../text/text.tsx';
import { Button } from '../../../ui/button.tsx';
import { Select } from '../../../ui/field.tsx';
import styles from './compose.module.css';
import { Recipients } from './recipients.tsx';
import { exchangeSignature } from './signature.ts';

export interface LetterHeadProps {
  readonly letter: Letter;
  readonly onChange: (change: Partial<DraftContent>, isOutside?: boolean) => void;
}

/** From whom, to whom, about what. Copies are asked for before they take room. */
export function LetterHead({ letter, onChange }: LetterHeadProps) {
  const { text } = useText();
  const { content } = letter;
  const accounts = useDesk((state) => state.channelAccounts);
  const enabled = accounts.filter(({ isEnabled }) => isEnabled);
  const [isShown, setIsShown] = useState({ cc: content.cc.length > 0, bcc: content.bcc.length > 0 });
  const [asked, setAsked] = useState<'cc' | 'bcc' | null>(null);
  const account = enabled.find(({ id }) => id === content.accountId) ?? enabled[0];

  function sendFrom(id: string): void {
    const next = enabled.find((one) => String(one.id) === id);
    if (!next) return;
    onChange({ accountId: next.id, html: exchangeSignature(content.html, account?.signature ?? '', next.signature) }, true);
  }
  const hidden = (['cc', 'bcc'] as const).filter((field) => !isShown[field] && content[field].length === 0);
  return (
    <div className={styles.head}>
      {enabled.length > 1 && (
        <div className={styles.from}>
          <span aria-hidden>{text('compose.from')}</span>
          <Select
            label={text('compose.from')}
            isLabelHidden
            choices={enabled.map(({ id, label, address }) => ({
              id: String(id),
              label: label && label !== address ? `${label} (${address})` : address,
            }))}
            value={account ? String(account.id) : null}
            onChange={sendFrom}
          />
        </div>
      )}
      <Recipients label={text('compose.to')} name="to" value={content.to} onChange={(to) => onChange({ to })}>
        {hidden.map((field) => (
          <Button
            key={field}
            size="small"
            tone="quiet"
            aria-label={text(field === 'cc' ? 'compose.showCc' : 'compose.showBcc')}
            onPress={() => {
              setIsShown({ ...isShown, [field]: true });
              setAsked(field);
            }}
          >
            {text(`compose.${field}`)}
          </Button>
        ))}
      </Recipients>
      {(['cc', 'bcc'] as const)
        .filter((field) => !hidden.includes(field))
        .map((field) => (
          <Recipients
            key={field}
            label={text(`compose.${field}`)}
            name={field}
            value={content[field]}
            onChange={(parties) => onChange({ [field]: parties })}
            autoFocus={asked === field}
          />
        ))}
      <label className={styles.subject}>
        <span>{text('compose.subject')}</span>
        <input name="mail-subject" value={content.subject} maxLength={1_000} onChange={(event) => onChange({ subject: event.target.value })} />
      </label>
    </div>
  );
}
