import type { CallId } from '../../contract/model/ids.ts';
import { packetMs, recordingIdSchema, type RecordingMark } from '../../contract/model/recording.ts';
import type { RecordingArchive } from '../../main/voice/recording-archive.ts';

export interface TapedRecording {
  readonly callId: CallId;
  lengthMs: number;
  readonly marks: { kind: RecordingMark['kind']; fromMs: number; toMs: number | null }[];
  /** null: it is being made. */
  isWhole: boolean | null;
}

/** Recordings that are kept in memory, without their sound. */
export interface MemoryTape {
  readonly archive: RecordingArchive;
  readonly recordings: readonly TapedRecording[];
  /** What writing and beginning throw from now on. */
  refusal: Error | null;
}

export function createMemoryTape(): MemoryTape {
  const recordings: TapedRecording[] = [];
  const refuse = (): void => {
    if (tape.refusal) throw tape.refusal;
  };
  const tape: MemoryTape = {
    recordings,
    refusal: null,
    archive: {
      begin(callId) {
        refuse();
        const taped: TapedRecording = { callId, lengthMs: 0, marks: [], isWhole: null };
        const recordingId = recordingIdSchema.parse(recordings.push(taped));
        return {
          recordingId,
          get lengthMs() {
            return taped.lengthMs;
          },
          write(packets) {
            refuse();
            taped.lengthMs += packets.length * packetMs;
          },
          fill: (toMs) => void (taped.lengthMs = Math.max(taped.lengthMs, toMs)),
          mark: (kind) => void taped.marks.push({ kind, fromMs: taped.lengthMs, toMs: kind === 'marker' ? taped.lengthMs : null }),
          endMark(kind) {
            const open = taped.marks.find((mark) => mark.kind === kind && mark.toMs === null);
            if (open) open.toMs = taped.lengthMs;
          },
          close: (isWhole) => void (taped.isWhole = isWhole),
        };
      },
    },
  };
  return tape;
}
