import { recordingIdSchema, silentPacket, type Recording, type RecordingMark } from '../../contract/model/recording.ts';
import { createOggOpus } from '../../main/recordings/ogg-opus.ts';

export interface FakeRecording {
  readonly recording: Recording;
  readonly marks: readonly RecordingMark[];
  /** A stream that plays, of silence. */
  readonly sound: Uint8Array;
  readonly peaks: Uint8Array;
}

/** Two people who take turns; nobody speaks between `silentFromMs` and `silentToMs`, nor where it is paused. */
export function buildRecording(
  fields: Partial<Recording> = {},
  marks: readonly RecordingMark[] = [],
  silent = { fromMs: 0, toMs: 0 },
): FakeRecording {
  const recording: Recording = {
    id: recordingIdSchema.parse(1),
    startedAt: Date.now() - 20 * 60_000,
    durationMs: 60_000,
    state: 'kept',
    deletedAfterDays: null,
    ...fields,
  };
  const count = recording.durationMs / 20;
  const ogg = createOggOpus(1);
  const sound = Buffer.concat([ogg.head(), ogg.pages(Array<Uint8Array>(count).fill(Uint8Array.from(silentPacket)))]);
  const quiet = [silent, ...marks.filter(({ kind }) => kind !== 'marker')].map((one) => ({ fromMs: one.fromMs, toMs: one.toMs }));
  const peaks = new Uint8Array(count * 2);
  for (let window = 0; window < count; window += 1) {
    const atMs = window * 20;
    if (quiet.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)) continue;
    const isOurs = Math.floor(atMs / 4_000) % 2 === 0;
    const loudness = 130 + Math.round(60 * Math.sin(window / 3) + 40 * Math.sin(window / 17));
    peaks[window * 2] = isOurs ? loudness : 20;
    peaks[window * 2 + 1] = isOurs ? 24 : loudness;
  }
  return { recording, marks, sound, peaks };
}
