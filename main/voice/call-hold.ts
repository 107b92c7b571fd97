import type { CallEvent } from './call-machine.ts';
import { HoldRefused } from './hold-refused.ts';
import type { RtcSession } from './jssip-user-agent.ts';
import type { Failure, FailureReason } from '../../contract/model/failure.ts';

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
  readonly happen: (event: CallEvent) => void;
  readonly notice: (failure: Failure) => void;
  readonly clearNotice: (reason: FailureReason) => void;
}

export function createCallHold({ session, happen, notice, clearNotice }: CallHoldDeps): CallHold {
  let isHere = false;
  let isThere = false;
  let settle: ((failure: Failure | null) => void) | null = null;

  function changed(): void {
    const { local, remote } = session.isOnHold();
    isHere = local;
    isThere = remote;
    happen(local || remote ? 'held' : 'unheld');
  }

  function refused(status: number | undefined): void {
    changed();
    const failure = { reason: 'hold-refused' as const, ...(status === undefined ? {} : { technical: `SIP ${status}` }) };
    notice(failure);
    settle?.(failure);
  }

  session.on('hold', changed).on('unhold', changed);
  session.on('holdfailed', ({ response }) => refused(response?.status_code)).on('unholdfailed', ({ response }) => refused(response?.status_code));

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
        const done = (): void => {
          clearNotice('hold-refused');
          settle?.(null);
        };
        // By re-INVITE, never UPDATE. Refused at once where another offer is under way.
        const isSent = isHeld ? session.hold({}, done) : session.unhold({}, done);
        if (!isSent) settle({ reason: 'hold-refused' });
      });
    },
    abandon: () => settle?.({ reason: 'call-over' }),
  };
}
