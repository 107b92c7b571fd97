import { packetMs, silentPacket, type RecordingId, type RecordingMark } from '../../contract/model/recording.ts';
import { createOggOpus } from './ogg-opus.ts';
import type { SealedWriter } from './sealed-file.ts';

/** A recording while it is made. Lengths and places are milliseconds of it. Throws where the disk refuses. */
export interface RecordingFile {
  readonly recordingId: RecordingId;
  readonly lengthMs: number;
  /** Opus of 20 ms each, and two bytes of loudness for each. */
  write(packets: readonly Uint8Array[], peaks: Uint8Array): void;
  /** Silence up to there: nobody could record it. */
  fill(toMs: number): void;
  /** From where it is now; a `marker` is a place, the others go on until they are ended. */
  mark(kind: RecordingMark['kind']): void;
  endMark(kind: RecordingMark['kind']): void;
  /** `isWhole`: it lasted as long as it was to. */
  close(isWhole: boolean): void;
}

/** Where a recording and its marks are written down. */
export interface RecordingBook {
  mark(kind: RecordingMark['kind'], fromMs: number): void;
  endMark(kind: RecordingMark['kind'], toMs: number): void;
  close(durationMs: number, isWhole: boolean): void;
}

const silence = Uint8Array.from(silentPacket);
const mostPacketsAtOnce = 250;

export function createRecordingFile(recordingId: RecordingId, sealed: SealedWriter, book: RecordingBook): RecordingFile {
  const ogg = createOggOpus(recordingId);
  let packetCount = 0;
  let isClosed = false;
  const lengthMs = (): number => packetCount * packetMs;

  function append(packets: readonly Uint8Array[], peaks: Uint8Array): void {
    const pages = packetCount === 0 ? [ogg.head(), ogg.pages(packets)] : [ogg.pages(packets)];
    packetCount += packets.length;
    sealed.append(packFrame(peaks, Buffer.concat(pages)), lengthMs());
  }

  return {
    recordingId,
    get lengthMs() {
      return lengthMs();
    },
    write(packets, peaks) {
      if (!isClosed && packets.length > 0) append(packets, peaks);
    },
    fill(toMs) {
      let missing = Math.floor((toMs - lengthMs()) / packetMs);
      if (isClosed) return;
      while (missing > 0) {
        const count = Math.min(missing, mostPacketsAtOnce);
        append(Array<Uint8Array>(count).fill(silence), new Uint8Array(count * 2));
        missing -= count;
      }
    },
    mark: (kind) => book.mark(kind, lengthMs()),
    endMark: (kind) => book.endMark(kind, lengthMs()),
    close(isWhole) {
      if (isClosed) return;
      isClosed = true;
      sealed[Symbol.dispose]();
      book.close(lengthMs(), isWhole);
    },
  };
}

/** What one frame holds: how many bytes of loudness (2), these, and pages of sound. */
function packFrame(peaks: Uint8Array, sound: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(peaks.length);
  return Buffer.concat([length, peaks, sound]);
}

export function unpackFrame(frame: Buffer): { readonly peaks: Buffer; readonly sound: Buffer } {
  const end = 2 + frame.readUInt16BE(0);
  return { peaks: frame.subarray(2, end), sound: frame.subarray(end) };
}
