import { ContractError } from '../../contract/errors.ts';
import type { AccountDraft } from '../../contract/model/account.ts';

const schemes = new Set(['ws:', 'wss:', 'tcp:', 'tls:']);

function invalid(field: string, reason: 'field-invalid' | 'server-address-invalid'): ContractError {
  return new ContractError('invalid-input', { failure: { reason, field } });
}

/** Puts a form's account into its normal form. Throws invalid-input naming the field. */
export function checkDraft(draft: AccountDraft): AccountDraft {
  const aor = draft.aor.replace(/^sips?:/i, '');
  if (!/^[^@\s:;<>"]+@[^@\s/;<>"]+$/.test(aor)) throw invalid('aor', 'field-invalid');
  return { ...draft, aor, serverUrl: checkServerUrl(draft.serverUrl), label: draft.label || aor, displayName: draft.displayName || null, authUser: draft.authUser || null };
}

/** `pbx.example.com` becomes `wss://pbx.example.com/`: what a phone speaks where nothing else is said. */
function checkServerUrl(typed: string): string {
  const text = /^[a-z]+:\/\//i.test(typed) ? typed : `wss://${typed}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !schemes.has(url.protocol) || !url.hostname || url.username || url.password) throw invalid('serverUrl', 'server-address-invalid');
  return url.href;
}
