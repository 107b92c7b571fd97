import { join } from 'node:path';
import type { AccountId } from '../../contract/model/ids.ts';
import type { MediaState } from '../../contract/model/media.ts';
import { createUnpacker } from '../../main/connectors/email-imap/unpacker.ts';
import { ConnectorError } from '../../main/connectors/connector.ts';
import { readConnectorError } from '../../main/connectors/registry.ts';
import { createSystemClock } from '../../main/lib/system-clock.ts';
import { createMediaCache } from '../../main/media/media-cache.ts';
import { mediaFailure } from '../../main/media/media-failure.ts';
import { createMediaFolder } from '../../main/media/media-folder.ts';
import { createMediaService } from '../../main/media/media-service.ts';
import { createMediaSources, type FetchedPart } from '../../main/media/media-sources.ts';
import { createManualClock } from './manual-clock.ts';
import { createRecordingLogger } from './memory-ports.ts';
import { addMailAccount } from './test-mail.ts';
import { createTestFolder } from './test-core.ts';
import { createTestStore } from './test-store.ts';

export type Provide = (place: string, part: number | 'source', signal: AbortSignal) => Promise<FetchedPart>;

export const fetchedOf = (bytes: Buffer, fields: Partial<FetchedPart> = {}): FetchedPart => ({
  sizeBytes: bytes.length,
  charset: null,
  pieces: (async function* () {
    for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
  })(),
  ...fields,
});

export const offline: Provide = () => Promise.reject(new ConnectorError({ reason: 'connection-refused', technical: 'ECONNREFUSED' }));

/** The media service over a real database and a real folder; the provider is the test's. */
export function createTestMedia({ mostBytes = 1_000_000 } = {}) {
  const resources = new AsyncDisposableStack();
  const folder = resources.use(createTestFolder());
  const store = resources.use(createTestStore());
  const accountId = addMailAccount(store);
  const clock = createManualClock();
  const logger = createRecordingLogger();
  const asked: { place: string; part: number | 'source' }[] = [];
  const closed: AccountId[] = [];
  const provider = { provide: offline };
  let opened = 0;
  const accounts = {
    list: () => [{ id: accountId, fingerprint: 'a' }],
    open(id: AccountId) {
      opened += 1;
      return {
        fetchMedia(place: string, part: number | 'source', signal: AbortSignal) {
          asked.push({ place, part });
          return provider.provide(place, part, signal);
        },
        async [Symbol.asyncDispose]() {
          closed.push(id);
        },
      };
    },
    readFailure: readConnectorError,
  };
  const path = join(folder.path, 'media');
  const readFailure = (error: unknown) => mediaFailure(error, accounts.readFailure);
  const sources = resources.use(createMediaSources({ accounts, clock }));
  const open = () => createMediaCache({ folder: createMediaFolder(path), store, clock, logger, mostBytes, readFailure });
  const cache = resources.use(open());
  const media = createMediaService({ store, cache, sources, unpacker: createUnpacker({ clock: createSystemClock() }), readFailure });
  const heard: MediaState[] = [];
  media.changed.on((state) => heard.push(state));
  return {
    store,
    clock,
    logger,
    accountId,
    asked,
    closed,
    provider,
    cache,
    media,
    heard,
    path,
    openAgain: open,
    get opened() {
      return opened;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
