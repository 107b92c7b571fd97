import type { Failure, FailureReason } from '../../contract/model/failure.ts';
import type { Clock } from '../ports.ts';
import type { CallEvent } from './call-machine.ts';
import { glareDelayMs, requestPending } from './glare.ts';
import { HoldRefused } from './hold-refused.ts';
import type { RtcSession } from './jssip-user-agent.ts';

/** Who holds whom, as the last offer that was accepted left it. */
export interface CallHold {
  readonly isHere: boolean;
  readonly isThere: boolean;
  /** Resolves when the other side agreed; throws HoldRefused. */
  set(isHeld: boolean): Promise<void>;
  /** The call is over: nobody will answer any more. */
  abandon(): void;
}

export interface CallHoldDeps {
  readonly session: RtcSession;
  readonly clock: Clock;
  readonly happen: (event: CallEvent) => void;
  readonly notice: (failure: Failure) => void;
  readonly clearNotice: (reason: FailureReason) => void;
}

/** An offer that meets one of the other side is made again this often. */
const mostTries = 4;

export function createCallHold({ session, clock, happen, notice, clearNotice }: CallHoldDeps): CallHold {
  let isHere = false;
  let isThere = false;
  let settle: ((failure: Failure | null) => void) | null = null;
  let tries = 0;
  let again: Disposable | null = null;

  function changed(): void {
    const { local, remote } = session.isOnHold();
    isHere = local;
    isThere = remote;
    happen(local || remote ? 'held' : 'unheld');
  }

  function refused(isHeld: boolean, status: number | undefined): void {
    changed();
    // Their offer first, then ours anew: what was offered before no longer describes the call.
    if (status === requestPending && settle && tries < mostTries) {
      again = clock.after(glareDelayMs(session.direction === 'outgoing'), () => offer(isHeld));
      return;
    }
    const failure = { reason: 'hold-refused' as const, ...(status === undefined ? {} : { technical: `SIP ${status}` }) };
    notice(failure);
    settle?.(failure);
  }

  function offer(isHeld: boolean): void {
    tries += 1;
    const done = (): void => {
      clearNotice('hold-refused');
      settle?.(null);
    };
    // By re-INVITE, never UPDATE. Refused at once where another offer is under way.
    const isSent = isHeld ? session.hold({}, done) : session.unhold({}, done);
    if (isSent) return;
    if (tries === 1) settle?.({ reason: 'hold-refused' });
    else refused(isHeld, requestPending);
  }

  session.on('hold', changed).on('unhold', changed);
  session.on('holdfailed', ({ response }) => refused(true, response?.status_code));
  session.on('unholdfailed', ({ response }) => refused(false, response?.status_code));

  return {
    get isHere() {
      return isHere;
    },
    get isThere() {
      return isThere;
    },
    set(isHeld) {
      if (isHere === isHeld) return Promise.resolve();
      if (settle) return Promise.reject(new HoldRefused({ reason: 'hold-refused' }));
      return new Promise((resolve, reject) => {
        settle = (failure) => {
          settle = null;
          if (failure) reject(new HoldRefused(failure));
          else resolve();
        };
        tries = 0;
        offer(isHeld);
      });
    },
    abandon() {
      again?.[Symbol.dispose]();
      settle?.({ reason: 'call-over' });
    },
  };
}
