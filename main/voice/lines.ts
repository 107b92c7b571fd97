import type { AccountStatus } from '../../contract/model/account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock, Logger } from '../ports.ts';
import { createSipUserAgent, type IncomingInvite, type IncomingRefer, type IncomingReplaces, type SipUserAgent } from './jssip-user-agent.ts';
import { createRegistrationSupervisor, type RegistrationSupervisor } from './registration.ts';
import type { RtcEnvironment } from './rtc-environment.ts';
import { createSipDoorkeeper } from './sip-doorkeeper.ts';
import type { SupervisedSocket } from './sip-socket.ts';
import type { VoiceAccount, VoiceAccounts } from './voice-accounts.ts';

/** One line per enabled account: socket, user agent and the supervisor that keeps it registered. */
export interface Line {
  readonly account: VoiceAccount;
  readonly userAgent: SipUserAgent;
  readonly registration: RegistrationSupervisor;
}

export interface Lines extends AsyncDisposable {
  readonly statusesChanged: Listenable<readonly AccountStatus[]>;
  readonly invited: Listenable<IncomingInvite & { readonly line: Line }>;
  readonly referred: Listenable<IncomingRefer & { readonly line: Line }>;
  readonly replaced: Listenable<IncomingReplaces>;
  /** Registered again after the connection was lost: live calls must tell their peers where we are now. */
  readonly reconnected: Listenable<AccountId>;
  readonly disconnected: Listenable<AccountId>;
  /** Calls come faster than anybody makes them, and are refused. */
  readonly flooded: Listenable<AccountId>;
  statuses(): readonly AccountStatus[];
  find(accountId: AccountId): Line | null;
  default(): Line | null;
  retry(accountId: AccountId | null): void;
  /** The machine's addresses changed. Answers whose connections stand. */
  moved(addresses: readonly string[]): ReadonlySet<AccountId>;
  /** Brings the lines into accord with the accounts and with whether the agent is on duty. */
  settle(): void;
}

export interface LinesDeps {
  readonly accounts: VoiceAccounts;
  readonly isOnDuty: () => boolean;
  readonly openSocket: (account: VoiceAccount) => SupervisedSocket;
  readonly rtc: RtcEnvironment;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly userAgentName: string;
  readonly isInUse: (accountId: AccountId) => boolean;
}

const farewellMs = 1_000;

export function createLines(deps: LinesDeps): Lines {
  const { accounts, clock, logger } = deps;
  const lines = new Map<AccountId, Line & { readonly fingerprint: string; readonly off: readonly (() => void)[] }>();
  const statusesChanged = createEmitter<readonly AccountStatus[]>();
  const invited = createEmitter<IncomingInvite & { line: Line }>();
  const referred = createEmitter<IncomingRefer & { line: Line }>();
  const replaced = createEmitter<IncomingReplaces>();
  const reconnected = createEmitter<AccountId>();
  const disconnected = createEmitter<AccountId>();
  const flooded = createEmitter<AccountId>();
  const statuses = (): AccountStatus[] => [...lines.values()].map(({ registration }) => registration.status);

  function open(account: VoiceAccount, fingerprint: string): void {
    const socket = deps.openSocket(account);
    const doorkeeper = createSipDoorkeeper({ account, serverHost: URL.parse(socket.url)?.hostname ?? '', clock, logger });
    socket.door = doorkeeper;
    const password = (): string | null => accounts.password(account.id);
    const userAgent = createSipUserAgent({
      account,
      password,
      socket,
      rtc: deps.rtc,
      clock,
      userAgentName: deps.userAgentName,
      onReferred: (refer) => referred.emit({ ...refer, line }),
      onReplaced: replaced.emit,
    });
    const registration = createRegistrationSupervisor({
      account,
      userAgent,
      socket,
      clock,
      hasPassword: () => account.kind === 'practice' || Boolean(password()),
      random: Math.random,
    });
    let wasDisconnected = false;
    const line: Line = { account, userAgent, registration };
    const off = [
      doorkeeper.flooded.on(() => flooded.emit(account.id)),
      registration.changed.on(() => statusesChanged.emit(statuses())),
      userAgent.invited.on((invite) => invited.emit({ ...invite, line })),
      userAgent.disconnected.on(() => {
        // JsSIP says so again after each attempt.
        if (wasDisconnected) return;
        wasDisconnected = true;
        disconnected.emit(account.id);
      }),
      userAgent.registered.on(() => {
        if (wasDisconnected) reconnected.emit(account.id);
        wasDisconnected = false;
      }),
    ];
    lines.set(account.id, { ...line, fingerprint, off });
  }

  function close(id: AccountId): void {
    const line = lines.get(id);
    if (!line) return;
    lines.delete(id);
    line.registration.stop();
    line.registration[Symbol.dispose]();
    for (const end of line.off) end();
    logger.info('line-closed', { accountId: id });
  }

  return {
    statusesChanged,
    invited,
    referred,
    replaced,
    reconnected,
    disconnected,
    flooded,
    statuses,
    find: (id) => lines.get(id) ?? null,
    default: () => [...lines.values()].find(({ account }) => account.isDefault) ?? [...lines.values()][0] ?? null,
    retry(id) {
      for (const line of lines.values()) if (id === null || line.account.id === id) line.registration.retry();
    },
    moved: (addresses) => new Set([...lines].filter(([, { registration }]) => registration.moved(addresses)).map(([id]) => id)),
    settle() {
      const wanted = new Map(accounts.list().map((account) => [account.id, account]));
      for (const [id, line] of lines) {
        const account = wanted.get(id);
        const isOutdated = !account || fingerprintOf(account, accounts.password(id)) !== line.fingerprint;
        // A call that is up keeps its line; the change takes effect when it is over.
        if (isOutdated && !deps.isInUse(id)) close(id);
      }
      for (const account of wanted.values()) if (!lines.has(account.id)) open(account, fingerprintOf(account, accounts.password(account.id)));
      for (const { account, registration } of lines.values()) {
        if (deps.isOnDuty()) registration.start();
        else if (!deps.isInUse(account.id)) registration.stop();
      }
      statusesChanged.emit(statuses());
    },
    /** Waits a little, so that the registrars hear of it: a challenge may have to be answered. */
    async [Symbol.asyncDispose]() {
      const limit = Promise.withResolvers<void>();
      const timer = clock.after(farewellMs, limit.resolve);
      const farewells = [...lines.values()].filter(({ userAgent }) => userAgent.isRegistered).map(({ userAgent }) => unregistered(userAgent));
      for (const id of [...lines.keys()]) close(id);
      await Promise.race([Promise.all(farewells), limit.promise]);
      timer[Symbol.dispose]();
    },
  };
}

function unregistered(userAgent: SipUserAgent): Promise<void> {
  return new Promise((resolve) => userAgent.unregistered.on(resolve));
}

/** Whether a line must be opened anew: everything but which account is the default one. */
function fingerprintOf({ isDefault: _, ...account }: VoiceAccount, password: string | null): string {
  return JSON.stringify([account, password]);
}
