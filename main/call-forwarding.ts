import type { ForwardCase, ForwardWay } from '../contract/model/call-rules.ts';
import type { Account } from '../contract/model/account.ts';
import { ContractError } from '../contract/errors.ts';
import type { AccountsService } from './accounts/accounts-service.ts';
import type { SettingsService } from './settings/settings-service.ts';
import { forwardAddress } from './voice/forwarding.ts';
import { planNumber } from './voice/dial-plan.ts';
import type { VoiceService } from './voice/voice-service.ts';

export interface CallForwarding {
  /** Switches a forward on or off. What the server does counts once it has answered the feature code. Throws invalid-input where the target leads nowhere, or the account has no code. */
  set(wanted: { readonly when: ForwardCase; readonly way: ForwardWay; readonly target: string }): Promise<void>;
}

export interface CallForwardingDeps {
  readonly settings: SettingsService;
  readonly accounts: Pick<AccountsService, 'list' | 'dialable'>;
  readonly voice: Pick<VoiceService, 'dial' | 'callFinished'>;
}

function invalid(field: string): ContractError {
  return new ContractError('invalid-input', { failure: { reason: 'field-invalid', field } });
}

export function createCallForwarding({ settings, accounts, voice }: CallForwardingDeps): CallForwarding {
  const country = (): string => settings.read().country;

  function keep(when: ForwardCase, forward: { way: ForwardWay; target: string; accountId: Account['id'] | null }): void {
    settings.edit({ forwards: { ...settings.read().forwards, [when]: forward } });
  }

  /** The agent hears what the telephone system says to the code; `then` where it took the call. */
  async function dialCode(account: Account, code: string, then: () => void): Promise<void> {
    const callId = await voice.dial({ target: code, accountId: account.id, contactId: null, isConfirmed: false });
    const off = voice.callFinished.on((call) => {
      if (call.callId !== callId) return;
      off();
      if (call.wasAnswered) then();
    });
  }

  function filled(code: string, account: Account, target: string): string {
    const number = planNumber(target, account.dialPlan, country())?.dialled ?? '';
    return code.replaceAll('{target}', number).replaceAll('{seconds}', String(Math.round(settings.read().forwardAfterMs / 1_000)));
  }

  return {
    async set({ when, way, target }) {
      const before = settings.read().forwards[when];
      if (way !== 'off' && !accounts.dialable().some((account) => forwardAddress(target, account, country()) !== null)) throw invalid('target');
      if (way === 'server') {
        const account = accounts.list().find(({ isDefault }) => isDefault);
        const code = account?.forwardCodes[when].on;
        if (!account || !code) throw invalid('way');
        return dialCode(account, filled(code, account, target), () => keep(when, { way, target, accountId: account.id }));
      }
      const told = before.way === 'server' ? accounts.list().find(({ id }) => id === before.accountId) : undefined;
      const code = told?.forwardCodes[when].off;
      if (!told || !code) return keep(when, { way, target, accountId: null });
      return dialCode(told, filled(code, told, before.target), () => keep(when, { way, target, accountId: null }));
    },
  };
}
