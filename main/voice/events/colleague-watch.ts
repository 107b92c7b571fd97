import type { Colleague, ColleaguePresence, SystemCodes, WatchTrouble } from '../../../contract/model/colleague.ts';
import type { AccountId } from '../../../contract/model/ids.ts';
import { dominantDialog, nothingSeen, readDialogInfo, withDialogInfo, type DialogView, type WatchedDialog } from './dialog-info.ts';
import { readPresence, type PresenceInfo } from './pidf.ts';
import { createWatch, type Watch, type WatchDeps } from './watch.ts';

/** What is known of one colleague: their phone's calls (RFC 4235), and what they say of themselves (RFC 3856). */
export interface ColleagueWatch extends Disposable {
  begin(afterMs: number): void;
  pause(): void;
  describe(): ColleaguePresence;
  /** The dialog that rings there. */
  ringing(): WatchedDialog | null;
}

export type Package = 'dialog' | 'presence';

export interface ColleagueWatchDeps extends Pick<WatchDeps, 'clock' | 'random' | 'onChanged'> {
  readonly accountId: AccountId;
  readonly colleague: Colleague;
  readonly codes: Pick<SystemCodes, 'pickup'>;
  readonly open: (what: Package, handlers: Parameters<WatchDeps['open']>[0]) => ReturnType<WatchDeps['open']>;
}

export function createColleagueWatch(deps: ColleagueWatchDeps): ColleagueWatch {
  const { accountId, colleague, codes, clock, random } = deps;
  let view: DialogView = nothingSeen;
  let presence: PresenceInfo | null = null;
  let shown = '';
  let since: number | null = null;

  function changed(): void {
    const now = judge().state;
    if (now !== shown) since = now === 'unknown' ? null : clock.now();
    shown = now;
    deps.onChanged();
  }

  const dialogs: Watch = createWatch({
    clock,
    random,
    open: (handlers) => deps.open('dialog', handlers),
    onChanged: changed,
    onOpened: () => void (view = { ...view, version: null }),
    onTold({ body }) {
      const info = readDialogInfo(body);
      if (!info) return;
      const next = withDialogInfo(view, info);
      view = next.view;
      if (next.isMissing) dialogs.refresh();
      changed();
    },
  });
  const presences: Watch = createWatch({
    clock,
    random,
    open: (handlers) => deps.open('presence', handlers),
    onChanged: changed,
    onOpened: () => undefined,
    onTold({ body }) {
      presence = readPresence(body) ?? presence;
      changed();
    },
  });

  function judge(): Pick<ColleaguePresence, 'state' | 'trouble'> {
    const phone = dialogs.trouble === null && view.version !== null ? dominantDialog(view).state : null;
    const said = presences.trouble === null ? presence : null;
    if (phone === null && said === null) return { state: 'unknown', trouble: troubleOf(dialogs.trouble, presences.trouble) };
    if (phone !== null && phone !== 'free') return { state: phone, trouble: null };
    // A phone that tells of its calls is not taken for talking because presence, which follows later, still says so.
    if (said?.activity === 'on-call' && phone === null) return { state: 'on-call', trouble: null };
    if (said?.isOpen === false) return { state: 'offline', trouble: null };
    if (said?.activity === 'away' || said?.activity === 'busy') return { state: said.activity, trouble: null };
    return { state: phone ?? (said?.isOpen === true ? 'free' : 'unknown'), trouble: null };
  }
  const ringing = (): WatchedDialog | null => {
    const { dialog } = dominantDialog(view);
    return dialogs.trouble === null && dialog?.state === 'early' && dialog.direction !== 'initiator' ? dialog : null;
  };

  return {
    begin(afterMs) {
      dialogs.begin(afterMs);
      presences.begin(afterMs);
    },
    pause() {
      dialogs.pause();
      presences.pause();
    },
    describe() {
      const call = ringing();
      return {
        ...judge(),
        accountId,
        name: colleague.name,
        address: colleague.address,
        since,
        note: presences.trouble === null ? (presence?.note ?? null) : null,
        caller: call?.remote ?? null,
        canPickUp: call !== null && (codes.pickup !== '' || replacesOf(call) !== null),
      };
    },
    ringing,
    [Symbol.dispose]() {
      dialogs[Symbol.dispose]();
      presences[Symbol.dispose]();
    },
  };
}

/** The value of Replaces (RFC 3891 §6.1) that takes a ringing call over; null where the server does not name the dialog, or names it with what belongs in no header. */
export function replacesOf({ callId, localTag, remoteTag, remoteUri }: WatchedDialog): string | null {
  if (!callId || !localTag || !remoteTag || !remoteUri) return null;
  const isWord = (text: string): boolean => /^[\w\-.!%*+`'~()<>:\\"/[\]?{}@]{1,255}$/.test(text);
  if (![callId, localTag, remoteTag].every(isWord)) return null;
  // Named from the caller's end, where the INVITE goes.
  return `${callId};to-tag=${remoteTag};from-tag=${localTag};early-only`;
}

/** Of two that say nothing, the one there is more hope for, then the one that is about the phone. */
function troubleOf(phone: WatchTrouble | null, said: WatchTrouble | null): WatchTrouble {
  if (phone === 'asking' || said === 'asking') return 'asking';
  if (phone === 'unsupported' && said !== null) return said;
  return phone ?? said ?? 'unsupported';
}
