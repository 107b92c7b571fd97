import type { MailAccountDraft, MailServer } from '../../../contract/model/channel-account.ts';
import { useText } from '../../text/text.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';

export interface MailServerFieldsProps {
  readonly draft: MailAccountDraft;
  readonly onChange: (change: Partial<MailAccountDraft>) => void;
  readonly errorOf: (field: string) => string | null;
}

/** Where a mailbox is read and sent from. */
export function MailServerFields({ draft, onChange, errorOf }: MailServerFieldsProps) {
  const { text } = useText();
  return (
    <>
      <Server label={text('mailbox.imap')} server={draft.imap} onChange={(imap) => onChange({ imap })} error={errorOf('imap')} />
      <Server label={text('mailbox.smtp')} server={draft.smtp} onChange={(smtp) => onChange({ smtp })} error={errorOf('smtp')} />
      <TextField label={text('mailbox.userName')} value={draft.userName} onChange={(userName) => onChange({ userName })} />
    </>
  );
}

interface ServerProps {
  readonly label: string;
  readonly server: MailServer;
  readonly onChange: (server: MailServer) => void;
  readonly error: string | null;
}

function Server({ label, server, onChange, error }: ServerProps) {
  const { text } = useText();
  return (
    <div className={form.server} role="group" aria-label={label}>
      <TextField label={label} value={server.host} onChange={(host) => onChange({ ...server, host })} error={error} />
      <TextField
        label={text('mailbox.port')}
        type="number"
        value={String(server.port)}
        onChange={(value) => onChange({ ...server, port: Math.min(65_535, Math.max(1, Math.round(Number(value) || 1))) })}
      />
      <Select
        label={text('mailbox.security')}
        choices={(['tls', 'starttls', 'none'] as const).map((id) => ({ id, label: text(`mailbox.security.${id}`) }))}
        value={server.security}
        onChange={(id) => onChange({ ...server, security: id as MailServer['security'] })}
      />
    </div>
  );
}
