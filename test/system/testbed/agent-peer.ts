import { alice } from '../../fakes/voice-accounts.ts';
import { defaultCallRules } from '../../../contract/model/call-rules.ts';
import type { LiveCall } from '../../../contract/model/call.ts';
import { callIdSchema, contactIdSchema, interactionIdSchema, type CallId } from '../../../contract/model/ids.ts';
import { defaultRecordingRules } from '../../../contract/model/recording.ts';
import { createEmitter } from '../../../main/lib/emitter.ts';
import { createSipTrace } from '../../../main/voice/sip-trace.ts';
import type { VoiceAccount } from '../../../main/voice/voice-accounts.ts';
import type { VoiceService } from '../../../main/voice/voice-service.ts';
import { createVoice } from '../../../main/voice/voice.ts';
import { createMediaPages, createTestLogger, hearAgent, systemClock, pulsedTone } from '../../e2e/browser/media-stage.ts';
import { until } from '../../e2e/harness/remote-desk.ts';
import { stillNetwork } from '../../fakes/memory-ports.ts';
import { createMemoryTape } from '../../fakes/memory-tape.ts';

/** Another agent: the voice of a second Threadline with a media page of its own, where no plain phone of the testbed can do what is asked of it. */
export interface AgentPeer extends AsyncDisposable {
  readonly voice: VoiceService;
  readonly log: readonly string[];
  dial(target: string): Promise<CallId>;
  /** Takes the call that rings, or the next one. */
  answer(): Promise<CallId>;
  call(what: string, fits: (call: LiveCall) => boolean): Promise<LiveCall>;
  /** Hz; null: silence. */
  hears(): Promise<number | null>;
  hangUpAll(): Promise<void>;
}

export interface AgentPeerOptions extends Pick<VoiceAccount, 'user' | 'domain' | 'serverUrl'> {
  readonly password: string;
  /** What it sends. */
  readonly hz: number;
}

export async function startAgentPeer({ user, domain, serverUrl, password, hz }: AgentPeerOptions): Promise<AgentPeer> {
  const stack = new AsyncDisposableStack();
  const pages = stack.use(await createMediaPages((connection, closed) => voice.attachMedia(connection, closed), pulsedTone(hz)));
  const account: VoiceAccount = { ...alice, user, domain, serverUrl, instanceId: null };
  let lastCall = 0;
  const { voice } = createVoice({
    accounts: { list: () => [account], password: () => password, changed: createEmitter<void>() },
    rules: () => ({ ...defaultCallRules, ...defaultRecordingRules }),
    archive: createMemoryTape().archive,
    admission: { admit: () => 'ring', isOnDuty: () => true, changed: createEmitter<void>() },
    journal: {
      begin({ address }) {
        lastCall += 1;
        return {
          callId: callIdSchema.parse(lastCall),
          interactionId: interactionIdSchema.parse(lastCall),
          contactId: contactIdSchema.parse(lastCall),
          contactName: null,
          company: null,
          match: { by: 'new-caller', value: address },
          address,
          lastMatter: null,
        };
      },
      answer() {},
      end() {},
      transfer() {},
      conference() {},
      saveQuality() {},
    },
    trace: createSipTrace(systemClock),
    clock: systemClock,
    logger: createTestLogger(pages.log),
    network: stillNetwork,
    country: () => 'DE',
    userAgentName: 'Threadline peer',
    restartMediaPage: () => void pages.open().catch((error: unknown) => pages.log.push(String(error))),
  });
  stack.use(voice);
  await pages.open();
  await until(() => voice.isMediaReady() && voice.statuses()[0]?.state === 'ok', `${user} is registered`);

  const call = (what: string, fits: (call: LiveCall) => boolean) => until(() => voice.list().find(fits), `${user}: ${what}`);
  return {
    voice,
    log: pages.log,
    call,
    async dial(target) {
      const callId = await voice.dial({ target, accountId: null, contactId: null, isConfirmed: true });
      return callId;
    },
    async answer() {
      const { callId } = await call('a call rings', ({ state }) => state === 'ringing');
      await voice.answer(callId);
      await call('the call is up', (one) => one.callId === callId && one.state === 'connected');
      return callId;
    },
    hears: () => hearAgent(pages.page()),
    async hangUpAll() {
      await Promise.all(voice.list().map(({ callId }) => voice.hangUp(callId)));
      await until(() => voice.list().length === 0, `${user} has no call`);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
