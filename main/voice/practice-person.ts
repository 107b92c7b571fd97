import type { AudioSource } from '../../contract/media.ts';
import type { Clock, Logger } from '../ports.ts';
import { createSipUserAgent, type RtcSession } from './jssip-user-agent.ts';
import type { MediaLink } from './media-link.ts';
import { createEarlyMedia } from './practice-early-media.ts';
import type { PracticeExchange } from './practice-exchange.ts';
import { createPracticeSocket } from './practice-socket.ts';

const practiceDomain = 'practice.invalid';

/** How somebody on the practice line takes a call. */
export interface Manner {
  readonly source: Exclude<AudioSource, 'microphone'>;
  readonly answer: 'after-ringing' | 'early-media' | 'busy' | 'never';
  readonly ringMs: number;
}

/** A real user agent with an invented voice. */
export interface PracticePerson extends Disposable {
  readonly isInCall: boolean;
  call(user: string, name: string | null): void;
}

export interface PracticePersonDeps {
  readonly number: string;
  readonly manner: Manner;
  readonly exchange: PracticeExchange;
  readonly media: MediaLink;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onIdle: () => void;
}

/** A caller's patience. */
const ringsForMs = 45_000;
const conversationMs = 20_000;

export function createPracticePerson(deps: PracticePersonDeps): PracticePerson {
  const { number, manner, exchange, clock, logger } = deps;
  const rtc = deps.media.rtcEnvironment(manner.source);
  const filter = manner.answer === 'early-media' ? { filter: createEarlyMedia({ clock, forMs: manner.ringMs }) } : {};
  const userAgent = createSipUserAgent({
    account: { user: number, domain: practiceDomain, displayName: null, authUser: null, outboundProxy: null, instanceId: null },
    password: () => null,
    socket: createPracticeSocket({ exchange, logger, ...filter }),
    rtc,
    clock,
    userAgentName: 'Threadline practice line',
    onReferred: ({ accept }) => accept({ iceServers: [] }, (session) => converse(session)),
    onReplaced: ({ accept }) => accept(),
  });
  const sessions = new Set<RtcSession>();
  const timers = new Set<Disposable>();

  function later(ms: number, run: () => void): void {
    const timer = clock.after(ms, () => {
      timers.delete(timer);
      run();
    });
    timers.add(timer);
  }
  function keep(session: RtcSession): void {
    sessions.add(session);
    const forget = () => {
      sessions.delete(session);
      if (sessions.size === 0) deps.onIdle();
    };
    session.on('ended', forget).on('failed', forget);
  }
  function answer(session: RtcSession): void {
    if (!session.isEnded()) session.answer({ mediaStream: rtc.mediaStream, pcConfig: { iceServers: [] } });
  }

  /** Handed over to somebody, they have their talk and part: the agent is not there to end it. */
  function converse(session: RtcSession): void {
    keep(session);
    session.on('confirmed', () =>
      later(conversationMs, () => {
        if (!session.isEnded()) session.terminate();
      }),
    );
  }

  userAgent.invited.on(({ session, request }) => {
    keep(session);
    if (request.replaces) return answer(session);
    switch (manner.answer) {
      case 'busy':
        return session.terminate({ status_code: 486 });
      case 'after-ringing':
        return manner.ringMs === 0 ? answer(session) : later(manner.ringMs, () => answer(session));
      case 'early-media':
        return answer(session);
      case 'never':
    }
  });
  userAgent.start();

  function dial(user: string, name: string | null): void {
    const session = userAgent.call(`sip:${user}@${practiceDomain}`, { iceServers: [] }, name);
    keep(session);
    later(ringsForMs, () => {
      if (!session.isEstablished() && !session.isEnded()) session.terminate();
    });
  }

  return {
    get isInCall() {
      return sessions.size > 0;
    },
    call(user, name) {
      if (userAgent.isRegistered) return dial(user, name);
      const stop = userAgent.registered.on(() => {
        stop();
        dial(user, name);
      });
    },
    [Symbol.dispose]() {
      for (const timer of timers) timer[Symbol.dispose]();
      userAgent.stop();
    },
  };
}
