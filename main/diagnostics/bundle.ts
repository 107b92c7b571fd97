import { release, type } from 'node:os';
import type { Account, AccountStatus } from '../../contract/model/account.ts';
import type { LiveCall } from '../../contract/model/call.ts';
import type { QualityReport } from '../../contract/model/call-quality.ts';
import type { AudioState } from '../../contract/model/audio.ts';
import type { ApplicationState, Settings } from '../../contract/model/settings.ts';
import { redactText, withoutSecrets } from '../lib/redaction.ts';
import type { MeasuredCall } from '../store/quality-rows.ts';

/** What a bundle is made of. */
export interface DiagnosticSources {
  readonly at: number;
  readonly application: ApplicationState;
  readonly settings: Settings;
  readonly accounts: readonly Account[];
  readonly statuses: readonly AccountStatus[];
  readonly devices: AudioState;
  readonly liveCalls: readonly { readonly call: LiveCall; readonly quality: QualityReport | null }[];
  readonly calls: readonly MeasuredCall[];
  /** Redacted already. */
  readonly trace: string;
  readonly log: string;
  /** Everything known to be secret: it is in none of the above, and taken out all the same. */
  readonly secrets: readonly string[];
}

const longestLogLine = 4_000;

const readMe = `Threadline: diagnostics

What is in here, all of it text:
  versions.json   the program, what it runs on, and the operating system
  settings.json   settings and phone accounts, without passwords
  calls.json      the newest calls: when, which way, how they ended, what they sounded like; no names, numbers or notes
  sip-trace.txt   the last messages to and from the phone servers
  log.txt         what the program noted down

Passwords, answers to logins, nonces, keys and texts of messages were removed before anything was written. Telephone numbers and addresses of servers are in the
trace: without them it would say nothing. Nothing was sent anywhere: pass it on to whom you trust.
`;

/** The files of a bundle by name. */
export function buildBundle(sources: DiagnosticSources): Readonly<Record<string, string>> {
  const { at, application, settings, accounts, statuses, devices, trace, log } = sources;
  const files = {
    'read-me.txt': readMe,
    'versions.json': toJson({
      at: new Date(at).toISOString(),
      ...application,
      platform: process.platform,
      architecture: process.arch,
      system: `${type()} ${release()}`,
      runtime: process.versions,
    }),
    'settings.json': toJson({ settings, accounts: accounts.map((account) => describeAccount(account, statuses)), devices }),
    'calls.json': toJson({ live: sources.liveCalls.map(describeLive), ended: sources.calls }),
    'sip-trace.txt': trace,
    'log.txt': withoutSecrets(log, sources.secrets)
      .split('\n')
      .map((line) => redactText(line.slice(0, longestLogLine)))
      .join('\n'),
  };
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, withoutSecrets(text, sources.secrets)]));
}

function describeAccount({ serverUrl, iceServers, ...account }: Account, statuses: readonly AccountStatus[]) {
  return {
    ...account,
    serverUrl: withoutQuery(serverUrl),
    // A user name of a TURN server may be half of a login (draft-uberti-behave-turn-rest).
    iceServers: iceServers.map(({ url, hasCredential }) => ({ url: redactText(url), hasCredential })),
    status: statuses.find(({ accountId }) => accountId === account.id) ?? null,
  };
}

/** Some servers take a token in the address. */
function withoutQuery(url: string): string {
  return redactText(url.replace(/[?#].*$/s, '?<removed>'));
}

function describeLive({ call, quality }: DiagnosticSources['liveCalls'][number]) {
  const { direction, state, startedAt, answeredAt, isMuted, isHeldHere, isHeldThere, trouble, notice } = call;
  return { direction, state, startedAt, answeredAt, isMuted, isHeldHere, isHeldThere, trouble, notice, quality };
}

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;
