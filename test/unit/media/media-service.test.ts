import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mediaPieceBytes } from '../../../contract/model/media.ts';
import { ConnectorError } from '../../../main/connectors/connector.ts';
import { createSaving } from '../../../main/media/saving.ts';
import { createRecordingDesktop } from '../../fakes/memory-ports.ts';
import { pngOf } from '../../fakes/pictures.ts';
import { createTestFolder } from '../../fakes/test-core.ts';
import { addMail } from '../../fakes/test-mail.ts';
import { createTestMedia, fetchedOf, offline } from '../../fakes/test-media.ts';
import { tnefOf } from '../../fakes/tnef.ts';

const picture = pngOf(30, 20);
const named = { name: '../../evil.png', mediaType: 'image/png', sizeBytes: picture.length };

describe('an attachment', () => {
  it('is fetched once, with progress, and is here from then on, also without a network', async () => {
    await using test = createTestMedia();
    const { media, provider, heard } = test;
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [named] });
    provider.provide = () => Promise.resolve(fetchedOf(picture));
    const ref = { entryId, part: '0' };
    const [one, two] = await Promise.all([media.fetched(ref), media.fetched(ref)]);
    expect(one).toEqual(two);
    expect(test.asked).toEqual([{ place: 'INBOX/1/1', part: 0 }]);
    expect(heard[0]).toMatchObject({ state: 'fetching', doneBytes: 0 });
    expect(heard.at(-1)).toEqual({
      ...ref,
      state: 'here',
      sizeBytes: picture.length,
      look: { kind: 'picture', mediaType: 'image/png', width: 30, height: 20 },
    });
    provider.provide = offline;
    await media.fetched(ref);
    expect(Buffer.from(await media.read(ref, 0), 'base64')).toEqual(picture);
    expect(Buffer.from(await media.read(ref, 10), 'base64')).toEqual(picture.subarray(10));
    expect(media.list(entryId).states).toEqual([heard.at(-1)]);
  });

  it('lies in a folder of its own by a name that is not the stranger’s, for this user alone', async () => {
    await using test = createTestMedia();
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [named] });
    test.provider.provide = () => Promise.resolve(fetchedOf(picture));
    const { id } = await test.media.fetched({ entryId, part: '0' });
    expect(readdirSync(test.path)).toEqual([id]);
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(statSync(test.path).mode & 0o777).toBe(0o700);
    expect(statSync(join(test.path, id)).mode & 0o777).toBe(0o600);
  });

  it('offline and not fetched: it says so in one word, and works when asked again', async () => {
    await using test = createTestMedia();
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [named] });
    const ref = { entryId, part: '0' };
    await expect(test.media.fetched(ref)).rejects.toMatchObject({ failure: { reason: 'media-offline', technical: 'ECONNREFUSED' } });
    expect(test.media.list(entryId).states).toEqual([{ ...ref, state: 'failed', failure: { reason: 'media-offline', technical: 'ECONNREFUSED' } }]);
    test.provider.provide = () => Promise.resolve(fetchedOf(picture));
    await test.media.fetched(ref);
    expect(test.media.list(entryId).states).toMatchObject([{ state: 'here' }]);
    expect(test.logger.lines).toEqual([]);
  });

  it('that breaks off half-way leaves nothing behind, and is fetched from its beginning the next time', async () => {
    await using test = createTestMedia();
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [named] });
    const ref = { entryId, part: '0' };
    test.provider.provide = () =>
      Promise.resolve(
        fetchedOf(picture, {
          pieces: (async function* () {
            yield picture.subarray(0, 10);
            throw new ConnectorError({ reason: 'connection-lost' });
          })(),
        }),
      );
    await expect(test.media.fetched(ref)).rejects.toMatchObject({ failure: { reason: 'media-offline' } });
    expect(readdirSync(test.path)).toEqual([]);
    test.provider.provide = () => Promise.resolve(fetchedOf(picture));
    await test.media.fetched(ref);
    expect(Buffer.from(await test.media.read(ref, 0), 'base64')).toEqual(picture);
  });

  it('can be stopped while it comes and while it waits for its turn', async () => {
    await using test = createTestMedia();
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [named, named] });
    const begun = Promise.withResolvers<void>();
    test.provider.provide = (_place, _part, signal) =>
      Promise.resolve(
        fetchedOf(picture, {
          pieces: (async function* () {
            yield picture.subarray(0, 10);
            begun.resolve();
            await new Promise((_done, failed) => signal.addEventListener('abort', () => failed(signal.reason as Error)));
          })(),
        }),
      );
    const first = test.media.fetched({ entryId, part: '0' });
    const second = test.media.fetched({ entryId, part: '1' });
    const settled = Promise.allSettled([first, second]);
    await begun.promise;
    test.media.stop({ entryId, part: '1' });
    await expect(second).rejects.toMatchObject({ code: 'refused' });
    expect(test.media.list(entryId).states).toMatchObject([{ part: '0', state: 'fetching' }]);
    test.media.stop({ entryId, part: '0' });
    await settled;
    expect(test.heard.at(-1)).toEqual({ entryId, part: '0', state: 'absent' });
    expect(test.asked).toHaveLength(1);
    expect(readdirSync(test.path)).toEqual([]);
  });

  it('is looked for wherever the provider keeps its message; gone everywhere is said so', async () => {
    await using test = createTestMedia();
    const entryId = addMail(test.store, { accountId: test.accountId, places: ['Archive/1/7', 'INBOX/1/1'], attachments: [named] });
    const gone = (): Promise<never> => Promise.reject(new ConnectorError({ reason: 'media-gone' }));
    test.provider.provide = (place) => (place.startsWith('INBOX') ? Promise.resolve(fetchedOf(picture)) : gone());
    await test.media.fetched({ entryId, part: '0' });
    expect(test.asked.map(({ place }) => place)).toEqual(['Archive/1/7', 'INBOX/1/1']);
    test.provider.provide = gone;
    await expect(test.media.fetched({ entryId, part: 'source' })).rejects.toMatchObject({ failure: { reason: 'media-gone' } });
  });

  it('waits in one line for large things and in another for small ones, each on one connection that is closed when idle', async () => {
    await using test = createTestMedia();
    const large = { ...named, sizeBytes: 5_000_000 };
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [large, named, named] });
    const held = Promise.withResolvers<void>();
    test.provider.provide = async (_place, part) => {
      if (part === 0) await held.promise;
      return fetchedOf(picture);
    };
    const slow = test.media.fetched({ entryId, part: '0' });
    await test.media.fetched({ entryId, part: '1' });
    await test.media.fetched({ entryId, part: '2' });
    held.resolve();
    await slow;
    expect(test.opened).toBe(2);
    test.clock.advance(20_000);
    await expect.poll(() => test.closed).toHaveLength(2);
  });

  it('no such message, no such attachment, no such part: not found', async () => {
    await using test = createTestMedia();
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [named] });
    expect(() => test.media.fetch({ entryId, part: '9' })).toThrow('not-found');
    expect(() => test.media.list((entryId + 1) as typeof entryId)).toThrow('not-found');
    await expect(test.media.read({ entryId, part: '0' }, 0)).rejects.toMatchObject({ code: 'not-found' });
    await expect(test.media.fetched({ entryId, part: `remote.${'0'.repeat(32)}` })).rejects.toMatchObject({ failure: { reason: 'media-gone' } });
    expect(test.asked).toEqual([]);
  });
});

describe('the room there is', () => {
  it('what was not looked at for the longest goes first; what is being looked at or saved stays', async () => {
    await using test = createTestMedia({ mostBytes: 2_500 });
    const file = { name: 'x.bin', mediaType: 'application/octet-stream', sizeBytes: 1_000 };
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [file, file, file, file] });
    test.provider.provide = () => Promise.resolve(fetchedOf(Buffer.alloc(1_000, 1)));
    const here = () => test.media.list(entryId).states.map(({ part }) => part);
    const first = await test.media.fetched({ entryId, part: '0' });
    test.clock.advance(1_000);
    await test.media.fetched({ entryId, part: '1' });
    // All of it was used within the last minute: nothing goes, though it is too much.
    await test.media.fetched({ entryId, part: '2' });
    expect(here()).toEqual(['0', '1', '2']);
    test.clock.advance(120_000);
    await test.cache.use(first, async (path) => {
      await test.media.fetched({ entryId, part: '3' });
      expect(existsSync(path)).toBe(true);
    });
    expect(here()).toEqual(['0', '3']);
    expect(test.heard).toContainEqual({ entryId, part: '1', state: 'absent' });
    expect(readdirSync(test.path)).toHaveLength(2);
  });

  it('what is larger than all of it is not fetched to its end', async () => {
    await using test = createTestMedia({ mostBytes: 5_000 });
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [named] });
    let given = 0;
    const endless = (async function* () {
      for (;;) {
        given += 1_000;
        yield Buffer.alloc(1_000);
      }
    })();
    test.provider.provide = () => Promise.resolve(fetchedOf(picture, { pieces: endless }));
    await expect(test.media.fetched({ entryId, part: '0' })).rejects.toMatchObject({ failure: { reason: 'media-too-large' } });
    expect(given).toBeLessThanOrEqual(6_000);
    expect(readdirSync(test.path)).toEqual([]);
  });

  it('what a crash or a removed message left behind is gone after the next start', async () => {
    await using test = createTestMedia();
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [named] });
    test.provider.provide = () => Promise.resolve(fetchedOf(picture));
    const { id } = await test.media.fetched({ entryId, part: '0' });
    writeFileSync(join(test.path, 'left.part'), 'x');
    await test.openAgain()[Symbol.asyncDispose]();
    expect(readdirSync(test.path)).toEqual([id]);
    test.store.write((writer) => writer.run('DELETE FROM entries WHERE id = ?', entryId));
    test.cache.sweep();
    expect(readdirSync(test.path)).toEqual([]);
  });
});

describe('winmail.dat', () => {
  it('shows what it holds, and each file of it is fetched like any other', async () => {
    await using test = createTestMedia();
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [{ name: 'winmail.dat', mediaType: 'application/ms-tnef' }] });
    test.provider.provide = () =>
      Promise.resolve(fetchedOf(tnefOf({ text: 'Hello', files: [{ name: 'A.PNG', longName: 'a.png', mediaType: 'image/png', bytes: picture }] })));
    expect(await test.media.unpack({ entryId, part: '0' })).toEqual({
      text: 'Hello',
      files: [{ part: '0.0', name: 'a.png', mediaType: 'image/png', sizeBytes: picture.length }],
    });
    expect(await test.media.fetched({ entryId, part: '0.0' })).toMatchObject({ sizeBytes: picture.length, look: { kind: 'picture' } });
    expect(await test.media.nameOf({ entryId, part: '0.0' })).toBe('a.png');
    expect(test.asked).toHaveLength(1);
    await expect(test.media.fetched({ entryId, part: '0.5' })).rejects.toMatchObject({ failure: { reason: 'media-gone' } });
  });

  it('that is none is refused in words', async () => {
    await using test = createTestMedia();
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [{ name: 'winmail.dat', mediaType: 'application/ms-tnef' }] });
    test.provider.provide = () => Promise.resolve(fetchedOf(Buffer.from('nothing of the kind')));
    await expect(test.media.unpack({ entryId, part: '0' })).rejects.toMatchObject({ failure: { reason: 'media-unreadable' } });
  });
});

describe('saving', () => {
  it('puts it where the agent says, byte for byte, and shows it there', async () => {
    await using test = createTestMedia();
    using folder = createTestFolder();
    const desktop = createRecordingDesktop();
    const saving = createSaving({ media: test.media, cache: test.cache, desktop });
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [named] });
    test.provider.provide = () => Promise.resolve(fetchedOf(picture));
    desktop.file = join(folder.path, 'mine.png');
    writeFileSync(desktop.file, 'what was there before');
    const savedId = await saving.save(entryId, ['0']);
    expect(desktop.suggested).toEqual(['_.._evil.png']);
    expect(readFileSync(desktop.file)).toEqual(picture);
    expect(readdirSync(folder.path)).toEqual(['mine.png']);
    saving.show(savedId ?? '');
    expect(desktop.shownFiles).toEqual([desktop.file]);
    expect(() => saving.show('another')).toThrow('not-found');
    desktop.file = null;
    expect(await saving.save(entryId, ['0'])).toBeNull();
    await saving.save(entryId, ['source']);
    expect(desktop.suggested.at(-1)).toBe('Router.eml');
  });

  it('all of them go into one folder, each by a name of its own', async () => {
    await using test = createTestMedia();
    using folder = createTestFolder();
    const desktop = createRecordingDesktop();
    desktop.folder = folder.path;
    const saving = createSaving({ media: test.media, cache: test.cache, desktop });
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [named, named] });
    test.provider.provide = () => Promise.resolve(fetchedOf(picture));
    await saving.save(entryId, ['0', '1']);
    expect(readdirSync(folder.path).sort()).toEqual(['_.._evil (2).png', '_.._evil.png']);
  });

  it('a place that cannot be written, and a shell without a desktop, are refused', async () => {
    await using test = createTestMedia();
    const desktop = createRecordingDesktop();
    desktop.file = '/nowhere/at/all.png';
    const entryId = addMail(test.store, { accountId: test.accountId, attachments: [named] });
    test.provider.provide = () => Promise.resolve(fetchedOf(picture));
    const saving = createSaving({ media: test.media, cache: test.cache, desktop });
    await expect(saving.save(entryId, ['0'])).rejects.toMatchObject({ failure: { reason: 'file-refused', technical: 'ENOENT' } });
    const none = createSaving({ media: test.media, cache: test.cache, desktop: null });
    await expect(none.save(entryId, ['0'])).rejects.toMatchObject({ code: 'unavailable' });
  });
});

it('a piece is a multiple of three: in base64 pieces can be joined', () => {
  expect(mediaPieceBytes % 3).toBe(0);
  expect((mediaPieceBytes / 3) * 4).toBeLessThanOrEqual(262_144);
});
