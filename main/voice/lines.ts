import type { AccountStatus } from '../../contract/model/account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock, Logger } from '../ports.ts';
import { createLineEvents, type LineEvents } from './events/line-events.ts';
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
  readonly events: LineEvents;
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
  /** A server tells something new of colleagues, parked calls or the voice mailbox. */
  readonly eventsChanged: Listenable<void>;
  statuses(): readonly AccountStatus[];
  all(): readonly Line[];
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
  readonly country: () => string;
}

const farewellMs = 1_000;

function createAnnouncements() {
  return {
    statusesChanged: createEmitter<readonly AccountStatus[]>(),
    invited: createEmitter<IncomingInvite & { line: Line }>(),
    referred: createEmitter<IncomingRefer & { line: Line }>(),
    replaced: createEmitter<IncomingReplaces>(),
    reconnected: createEmitter<AccountId>(),
    disconnected: createEmitter<AccountId>(),
    flooded: createEmitter<AccountId>(),
    eventsChanged: createEmitter<void>(),
  };
}

interface OpenLine extends Line {
  readonly off: readonly (() => void)[];
}

/** `onStatus`: how its registration stands has changed. */
function openLine(account: VoiceAccount, deps: LinesDeps, said: ReturnType<typeof createAnnouncements> & { onStatus: () => void }): OpenLine {
  const { accounts, clock, logger } = deps;
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
    onReferred: (refer) => said.referred.emit({ ...refer, line }),
    onReplaced: said.replaced.emit,
  });
  const registration = createRegistrationSupervisor({
    account,
    userAgent,
    socket,
    clock,
    hasPassword: () => account.kind === 'practice' || Boolean(password()),
    random: Math.random,
  });
  const events = createLineEvents({ account, userAgent, clock, random: Math.random, country: deps.country, onChanged: said.eventsChanged.emit });
  let wasDisconnected = false;
  const line: Line = { account, userAgent, registration, events };
  const off = [
    doorkeeper.flooded.on(() => said.flooded.emit(account.id)),
    registration.changed.on(said.onStatus),
    userAgent.invited.on((invite) => said.invited.emit({ ...invite, line })),
    userAgent.disconnected.on(() => {
      // JsSIP says so again after each attempt.
      if (wasDisconnected) return;
      wasDisconnected = true;
      events.pause();
      said.disconnected.emit(account.id);
    }),
    userAgent.registered.on(() => {
      if (wasDisconnected) said.reconnected.emit(account.id);
      wasDisconnected = false;
      events.begin();
    }),
  ];
  return { ...line, off };
}

export function createLines(deps: LinesDeps): Lines {
  const { accounts, clock, logger } = deps;
  const lines = new Map<AccountId, OpenLine & { readonly fingerprint: string }>();
  const { statusesChanged, ...said } = createAnnouncements();
  const statuses = (): AccountStatus[] => [...lines.values()].map(({ registration }) => registration.status);
  const onStatus = (): void => statusesChanged.emit(statuses());

  function open(account: VoiceAccount, fingerprint: string): void {
    lines.set(account.id, { ...openLine(account, deps, { ...said, statusesChanged, onStatus }), fingerprint });
  }

  function close(id: AccountId): void {
    const line = lines.get(id);
    if (!line) return;
    lines.delete(id);
    line.events[Symbol.dispose]();
    line.registration.stop();
    line.registration[Symbol.dispose]();
    for (const end of line.off) end();
    logger.info('line-closed', { accountId: id });
  }

  return {
    ...said,
    statusesChanged,
    statuses,
    all: () => [...lines.values()],
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
      for (const { account, registration, events } of lines.values()) {
        if (deps.isOnDuty()) registration.start();
        else if (!deps.isInUse(account.id)) {
          events.pause();
          registration.stop();
        }
      }
      onStatus();
      said.eventsChanged.emit();
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
