import { useEffect, useState } from 'react';
import type { RecordingId, RecordingMark } from '../../contract/model/recording.ts';
import { useActions } from './desk.tsx';
import { bytesOf } from './media.ts';
import type { Actions } from './actions.ts';

export interface LoadedRecording {
  /** Of the whole sound; valid while the component is there. */
  readonly url: string;
  /** Two bytes for each 20 ms: `recordings.read`. */
  readonly peaks: Uint8Array;
  readonly marks: readonly RecordingMark[];
}

type State = { readonly state: 'loading' } | { readonly state: 'failed'; readonly reason: unknown } | ({ readonly state: 'here' } & LoadedRecording);

/** Reads a recording from main, piece by piece. */
export function useRecording(recordingId: RecordingId): State {
  const actions = useActions();
  const [state, setState] = useState<State>({ state: 'loading' });
  useEffect(() => {
    let isWanted = true;
    let url: string | null = null;
    read(actions.call, recordingId, () => isWanted).then(
      ({ sound, ...rest }) => {
        if (!isWanted) return;
        url = URL.createObjectURL(sound);
        setState({ state: 'here', url, ...rest });
      },
      (reason: unknown) => isWanted && setState({ state: 'failed', reason }),
    );
    return () => {
      isWanted = false;
      if (url) URL.revokeObjectURL(url);
    };
  }, [actions, recordingId]);
  return state;
}

async function read(call: Actions['call'], recordingId: RecordingId, isWanted: () => boolean) {
  const { marks } = await call('recordings.open', { recordingId });
  const sounds: Uint8Array<ArrayBuffer>[] = [];
  const peaks: Uint8Array[] = [];
  let place: number | null = 0;
  while (place !== null && isWanted()) {
    const piece: Awaited<ReturnType<typeof call<'recordings.read'>>> = await call('recordings.read', { recordingId, place });
    sounds.push(bytesOf(piece.sound));
    peaks.push(bytesOf(piece.peaks));
    place = piece.next;
  }
  return { marks, sound: new Blob(sounds, { type: 'audio/ogg' }), peaks: joined(peaks) };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
