import { ContractError } from '../../contract/errors.ts';
import { mediaPieceBytes, type MediaRef, type MediaState } from '../../contract/model/media.ts';
import type { Backend } from '../backend/backend.ts';
import type { DeskStore } from './state.ts';

type Call = Backend['call'];
export type MediaHere = Extract<MediaState, { state: 'here' }>;

export const mediaKey = ({ entryId, part }: MediaRef): string => `${entryId}/${part}`;

/** What main says of media, from the beginning of a connection on: what was on its way before is so no longer. */
export function listenToMedia(on: Backend['on'], store: DeskStore): void {
  store.setState({ media: {} });
  on('media.changed', (state) => store.setState(({ media }) => ({ media: { ...media, [mediaKey(state)]: state } })));
  on('pictures.changed', ({ senders }) => store.setState({ pictureSenders: senders }));
}

/** Fetches it and waits until it is here. Rejects with ContractError. */
export async function fetchMedia(store: DeskStore, call: Call, ref: MediaRef): Promise<MediaHere> {
  const key = mediaKey(ref);
  const before = store.getState().media[key];
  const settled = Promise.withResolvers<MediaHere>();
  const off = store.subscribe(({ media, connection }) => {
    const now = media[key];
    if (connection === 'lost') settled.reject(new ContractError('channel-closed'));
    if (!now || now === before) return;
    if (now.state === 'here') settled.resolve(now);
    else if (now.state === 'failed') settled.reject(new ContractError('unavailable', { failure: now.failure }));
    else if (now.state === 'absent') settled.reject(new ContractError('refused'));
  });
  try {
    await Promise.race([call('media.fetch', ref), settled.promise]);
    return await settled.promise;
  } finally {
    off();
  }
}

/** What is here, as one base64 text: pieces of a multiple of three bytes can be joined. */
export async function readBase64(call: Call, ref: MediaRef): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of piecesOf(call, ref)) pieces.push(piece);
  return pieces.join('');
}

/** Its bytes, or its beginning. */
export async function readBytes(call: Call, ref: MediaRef, mostBytes = Number.POSITIVE_INFINITY): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of piecesOf(call, ref)) {
    const bytes = bytesOf(piece);
    pieces.push(bytes);
    length += bytes.length;
    if (length >= mostBytes) break;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all.subarray(0, Math.min(length, mostBytes));
}

async function* piecesOf(call: Call, ref: MediaRef): AsyncGenerator<string> {
  const whole = (mediaPieceBytes / 3) * 4;
  for (let offset = 0; ; offset += mediaPieceBytes) {
    const { bytes } = await call('media.read', { ...ref, offset });
    yield bytes;
    if (bytes.length < whole) return;
  }
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
