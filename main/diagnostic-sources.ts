import type { Account } from '../contract/model/account.ts';
import type { ApplicationState } from '../contract/model/settings.ts';
import type { DiagnosticSources } from './diagnostics/bundle.ts';
import type { Services } from './services.ts';

/** What every capability has to say for a bundle of diagnostics. */
export function describeForDiagnostics(services: Services, application: ApplicationState): Omit<DiagnosticSources, 'at' | 'calls' | 'log'> {
  const { accounts, settings, voice, sipTrace } = services;
  const list = accounts.list();
  return {
    application,
    settings: settings.read(),
    accounts: list,
    statuses: voice.statuses(),
    devices: voice.audio(),
    liveCalls: voice.list().map((call) => ({ call, quality: voice.qualityOf(call.callId) })),
    trace: sipTrace.read(),
    secrets: [
      ...list.map(({ id }) => accounts.password(id)),
      ...list.flatMap(pinsOf),
      ...accounts.dialable().flatMap(({ iceServers }) => iceServers.map(({ credential }) => credential)),
    ].filter((secret) => secret !== null),
  };
}

/** A feature code with four digits in a row may hold the PIN of a telephone system. */
function pinsOf({ forwardCodes }: Account): string[] {
  const codes = Object.values(forwardCodes).flatMap(({ on, off }) => [on, off]);
  return codes.flatMap((code) => code.split(/\{\w+\}/)).filter((part) => /\d{4}/.test(part));
}
