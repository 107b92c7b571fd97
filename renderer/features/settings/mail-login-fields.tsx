import type { MailAccount } from '../../../contract/model/channel-account.ts';
import { oauthProviderSchema, type MailLogin, type OAuthClient } from '../../../contract/model/mail-login.ts';
import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { isSameClient, loginWith, providerOf } from './mail-draft.ts';
import { SignInSteps } from './sign-in-steps.tsx';
import type { useMailDraft } from './use-mail-draft.ts';

/** A password, or a sign-in at the provider that Threadline is registered with. */
export function MailLoginFields({ account, filled }: { account: MailAccount | null; filled: ReturnType<typeof useMailDraft> }) {
  const { draft, set, errorOf, isReady, signing } = filled;
  const { text } = useText();
  const others = useDesk((state) => state.channelAccounts);
  const { login } = draft;
  const isKept = account !== null && isSameClient(account.login, login);

  /** What was granted to another client, or another provider, is of no use any more. */
  function setLogin(next: MailLogin): void {
    signing.cancel();
    set({ login: next });
  }
  return (
    <>
      <Select
        label={text('login.by')}
        choices={(['user-password', ...oauthProviderSchema.options] as const).map((id) => ({ id, label: text(`login.${id}`) }))}
        value={providerOf(login) ?? 'user-password'}
        onChange={(id) => {
          const provider = oauthProviderSchema.safeParse(id).data ?? null;
          setLogin(loginWith(provider, others));
          void filled.suggest(provider);
        }}
      />
      {login.kind === 'user-password' ? (
        <TextField
          label={text('mailbox.password')}
          type="password"
          hint={text(account?.login.kind === 'user-password' ? 'mailbox.passwordKept' : 'mailbox.passwordHint')}
          value={draft.password ?? ''}
          onChange={(value) => set({ password: value || null })}
          error={errorOf('password')}
        />
      ) : (
        <>
          <Client client={login.client} onChange={(client) => setLogin({ kind: 'oauth', client })} errorOf={errorOf} />
          <TextField
            label={text('login.clientSecret')}
            type="password"
            {...(isKept ? { hint: text('login.clientSecretKept') } : {})}
            value={draft.clientSecret ?? ''}
            onChange={(value) => set({ clientSecret: value || null })}
          />
          <SignInSteps
            signIn={signing.signIn}
            standing={text(isKept ? 'signIn.kept' : 'signIn.needed')}
            isReady={isReady}
            hasCode={login.client.provider !== 'google'}
            onBegin={(way) => void signing.begin({ accountId: account?.id ?? null, draft, way }).catch(filled.refuse)}
            onCancel={signing.cancel}
          />
        </>
      )}
    </>
  );
}

interface ClientProps {
  readonly client: OAuthClient;
  readonly onChange: (client: OAuthClient) => void;
  readonly errorOf: (field: string) => string | null;
}

function Client({ client, onChange, errorOf }: ClientProps) {
  const { text } = useText();
  return (
    <>
      {client.provider === 'other' && (
        <div className={form.pair}>
          <TextField
            label={text('login.issuer')}
            value={client.issuer}
            onChange={(issuer) => onChange({ ...client, issuer })}
            error={errorOf('issuer')}
          />
          <TextField label={text('login.scope')} value={client.scope} onChange={(scope) => onChange({ ...client, scope })} />
        </div>
      )}
      {client.provider === 'microsoft' && (
        <TextField
          label={text('login.tenant')}
          hint={text('login.tenantHint')}
          value={client.tenant}
          onChange={(tenant) => onChange({ ...client, tenant })}
        />
      )}
      <TextField
        label={text('login.clientId')}
        hint={text('login.clientIdHint')}
        value={client.clientId}
        onChange={(clientId) => onChange({ ...client, clientId })}
        error={errorOf('clientId')}
      />
    </>
  );
}
