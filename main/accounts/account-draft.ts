import { ContractError } from '../../contract/errors.ts';
import type { AccountDraft } from '../../contract/model/account.ts';

const schemes = new Set(['ws:', 'wss:', 'tcp:', 'tls:', 'sip:']);

function invalid(field: string, reason: 'field-invalid' | 'server-address-invalid'): ContractError {
  return new ContractError('invalid-input', { failure: { reason, field } });
}

/** Puts a form's account into its normal form. Throws invalid-input naming the field. */
export function checkDraft(draft: AccountDraft): AccountDraft {
  const aor = checkAor(draft.aor);
  return {
    ...draft,
    aor,
    serverUrl: checkServerUrl(draft.serverUrl),
    outboundProxy: draft.outboundProxy ? checkProxy(draft.outboundProxy) : null,
    label: draft.label || aor,
    displayName: draft.displayName || null,
    authUser: draft.authUser || null,
  };
}

/** Users keep their case, hosts have none (RFC 3261 §19.1.4). */
function checkAor(typed: string): string {
  const parts = /^(?:sips?:)?([^@\s:;<>"]+)@([^@\s/;?<>"]+)$/i.exec(typed);
  const [, user = '', host = ''] = parts ?? [];
  if (!parts || !URL.canParse(`wss://${host}`)) throw invalid('aor', 'field-invalid');
  return `${user}@${host.toLowerCase()}`;
}

/** `pbx.example.com` becomes `wss://pbx.example.com/`: what a phone speaks where nothing else is said. */
function checkServerUrl(typed: string): string {
  const given = typed.replace(/^sip:(?!\/\/)/i, 'sip://');
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `wss://${given}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  // A fragment is refused by RFC 6455 §3; a name or password in an address would end up in settings and logs.
  const isUsable = url && schemes.has(url.protocol) && url.hostname !== '' && !url.username && !url.password && !url.hash;
  if (!isUsable) throw invalid('serverUrl', 'server-address-invalid');
  return url.href;
}

/** `host` or `host:port`, IPv6 in brackets. */
function checkProxy(typed: string): string {
  const url = URL.parse(`tcp://${typed.toLowerCase()}`);
  if (!url || url.hostname === '' || url.href !== `tcp://${url.host}`) throw invalid('outboundProxy', 'server-address-invalid');
  return url.host;
}
