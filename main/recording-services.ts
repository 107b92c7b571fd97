import { createRecordingKeys } from './recordings/recording-keys.ts';
import { createRecordingsService, type RecordingsDeps, type RecordingsService } from './recordings/recordings-service.ts';
import { readKept, writeKept } from './store/kept-rows.ts';
import type { Store } from './store/database.ts';

interface RecordingServicesDeps extends Omit<RecordingsDeps, 'keys'> {
  readonly secrets: Parameters<typeof createRecordingKeys>[0]['secrets'];
  readonly resources: AsyncDisposableStack;
}

/** Recordings, with what the last run of the program left open closed. */
export function openRecordings({ secrets, resources, ...deps }: RecordingServicesDeps): RecordingsService {
  const recordings = resources.use(createRecordingsService({ ...deps, keys: createRecordingKeys({ secrets, kept: keptKeyId(deps.store) }) }));
  recordings.closeInterrupted().then(recordings.sweep, (error: unknown) => deps.logger.error('recordings-not-closed', error));
  return recordings;
}

function keptKeyId(store: Store): { read(): string | null; write(id: string): void } {
  const name = 'recording-key-id';
  return {
    read() {
      const id = readKept(store.reader, name);
      return typeof id === 'string' ? id : null;
    },
    write: (id) => store.write((writer) => writeKept(writer, name, id)),
  };
}
