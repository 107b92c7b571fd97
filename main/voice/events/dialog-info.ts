import type { XmlElement } from '@rgrove/parse-xml';
import { childrenOf, readXml, textOf } from './xml.ts';

/** One dialog of the watched phone (RFC 4235 §4.1.2). */
export interface WatchedDialog {
  readonly id: string;
  readonly state: 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated';
  /** `recipient`: the watched phone is called. */
  readonly direction: 'initiator' | 'recipient' | null;
  /** Name or address of the other side, where the server tells. */
  readonly remote: string | null;
  readonly remoteUri: string | null;
  /** How the dialog is named, as far as the server tells. */
  readonly callId: string | null;
  readonly localTag: string | null;
  readonly remoteTag: string | null;
}

export interface DialogInfo {
  readonly version: number;
  readonly isFull: boolean;
  readonly dialogs: readonly WatchedDialog[];
}

/** What is known of a watched phone. `version` null: nothing yet. */
export interface DialogView {
  readonly version: number | null;
  readonly dialogs: readonly WatchedDialog[];
}

export const nothingSeen: DialogView = { version: null, dialogs: [] };

const states = new Set(['trying', 'proceeding', 'early', 'confirmed', 'terminated']);
const mostDialogs = 100;

/** Reads application/dialog-info+xml; null where it is none. */
export function readDialogInfo(body: string): DialogInfo | null {
  const root = readXml(body, 'dialog-info');
  const [, version] = /^(\d{1,10})$/.exec(root?.attributes['version'] ?? '') ?? [];
  if (!root || version === undefined) return null;
  const dialogs = childrenOf(root, 'dialog').slice(0, mostDialogs).map(readDialog);
  return { version: Number(version), isFull: root.attributes['state'] !== 'partial', dialogs: dialogs.filter((dialog) => dialog !== null) };
}

/**
 * What is known after a notification (RFC 4235 §3.8): full state replaces, partial state changes what it names. `isMissing`: something in between never came, and
 * the whole must be asked for. Requests of one dialog arrive in order, and servers that were restarted count from nought again: the whole is taken as it comes.
 */
export function withDialogInfo(before: DialogView, info: DialogInfo): { readonly view: DialogView; readonly isMissing: boolean } {
  const { version, isFull, dialogs } = info;
  if (isFull) return { view: { version, dialogs: dialogs.filter(isGoingOn) }, isMissing: false };
  if (before.version === null) return { view: before, isMissing: true };
  if (version <= before.version) return { view: before, isMissing: false };
  const changed = new Map(before.dialogs.map((dialog) => [dialog.id, dialog]));
  for (const dialog of dialogs) changed.set(dialog.id, dialog);
  return { view: { version, dialogs: [...changed.values()].filter(isGoingOn).slice(-mostDialogs) }, isMissing: version !== before.version + 1 };
}

function isGoingOn({ state }: WatchedDialog): boolean {
  return state !== 'terminated';
}

/** Where several go on at once the one that matters: ringing can be picked up, and talking is more than nothing. */
export function dominantDialog({ dialogs }: DialogView): { readonly state: 'free' | 'ringing' | 'on-call'; readonly dialog: WatchedDialog | null } {
  const ringing = dialogs.find(({ state, direction }) => state === 'early' && direction !== 'initiator');
  const talking = dialogs.find(({ state }) => state === 'confirmed');
  if (talking && !ringing) return { state: 'on-call', dialog: talking };
  if (ringing) return { state: talking ? 'on-call' : 'ringing', dialog: ringing };
  const [calling] = dialogs;
  return calling ? { state: calling.direction === 'recipient' ? 'ringing' : 'on-call', dialog: calling } : { state: 'free', dialog: null };
}

function readDialog(element: XmlElement): WatchedDialog | null {
  const { id } = element.attributes;
  const state = textOf(childrenOf(element, 'state')[0]).toLowerCase();
  if (!id || !isState(state)) return null;
  const { direction } = element.attributes;
  const [remote] = childrenOf(element, 'remote');
  const identity = remote && childrenOf(remote, 'identity')[0];
  const remoteUri = textOf(identity) || (remote && childrenOf(remote, 'target')[0]?.attributes['uri']) || null;
  return {
    id,
    state,
    direction: direction === 'initiator' || direction === 'recipient' ? direction : null,
    remote: identity?.attributes['display']?.trim().slice(0, 120) || userOf(remoteUri),
    remoteUri,
    callId: element.attributes['call-id'] || null,
    localTag: element.attributes['local-tag'] || null,
    remoteTag: element.attributes['remote-tag'] || null,
  };
}

function isState(text: string): text is WatchedDialog['state'] {
  return states.has(text);
}

function userOf(uri: string | null): string | null {
  const user = /^(?:sips?|tel):([^@;?]+)/i.exec(uri ?? '')?.[1];
  return user === undefined || /^anonymous$/i.test(user) ? null : user.slice(0, 120);
}
