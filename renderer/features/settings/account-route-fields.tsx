import type { AccountDraft } from '../../../contract/model/account.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import styles from './certificate.module.css';

export interface AccountRouteFieldsProps {
  readonly draft: Pick<AccountDraft, 'outboundProxy' | 'trusted'>;
  readonly error: string | null;
  readonly onChange: (change: Partial<Pick<AccountDraft, 'outboundProxy' | 'trusted'>>) => void;
}

/** What lies between the agent and the server: a proxy, and a certificate that was accepted by hand. */
export function AccountRouteFields({ draft: { outboundProxy, trusted }, error, onChange }: AccountRouteFieldsProps) {
  const { text } = useText();
  return (
    <>
      <TextField
        label={text('account.proxy')}
        hint={text('account.proxyHint')}
        value={outboundProxy ?? ''}
        onChange={(value) => onChange({ outboundProxy: value || null })}
        error={error}
      />
      {trusted && (
        <div className={styles.kept}>
          <span>{text('certificate.kept', { fingerprint: `${trusted.fingerprint.slice(0, 23)} …` })}</span>
          <Button size="small" onPress={() => onChange({ trusted: null })}>
            {text('certificate.forget')}
          </Button>
        </div>
      )}
    </>
  );
}
