import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSealedFile, lengthOfSealed, readSealed } from '../../../main/recordings/sealed-file.ts';
import { createTestFolder } from '../../fakes/test-core.ts';

const key = { id: 'a1b2c3d4e5f60718', key: randomBytes(32) };
const keyOf = (id: string) => (id === key.id ? key.key : null);
const all = { place: 0, mostBytes: 1_000_000 };
const texts = (frames: readonly Buffer[]) => frames.map(String);

function write(path: string, ...words: string[]): void {
  using file = createSealedFile(path, key);
  words.forEach((word, n) => file.append(Buffer.from(word), (n + 1) * 400));
}

it('gives back what was appended, in pieces and from any of their places', async () => {
  using folder = createTestFolder();
  const path = join(folder.path, 'a.rec');
  write(path, 'one', 'two', 'three');
  expect(texts((await readSealed(path, keyOf, all)).frames)).toEqual(['one', 'two', 'three']);

  const first = await readSealed(path, keyOf, { place: 0, mostBytes: 4 });
  expect(texts(first.frames)).toEqual(['one', 'two']);
  const second = await readSealed(path, keyOf, { place: first.next!, mostBytes: 4 });
  expect([texts(second.frames), second.next]).toEqual([['three'], null]);
  expect(await lengthOfSealed(path)).toBe(1_200);
});

it('keeps nothing of it in the clear, nor anybody else from the file but its user', async () => {
  using folder = createTestFolder();
  const path = join(folder.path, 'a.rec');
  write(path, 'a card number', 'a card number');
  const bytes = readFileSync(path);
  expect(bytes.includes('card')).toBe(false);
  expect(bytes.includes(key.key)).toBe(false);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await expect(readSealed(path, () => null, all)).rejects.toMatchObject({ failure: { reason: 'recording-locked' } });
  await expect(readSealed(path, () => randomBytes(32), all)).rejects.toMatchObject({ failure: { reason: 'media-unreadable' } });
});

it('is readable up to the last whole frame, wherever the writer was killed', async () => {
  using folder = createTestFolder();
  const path = join(folder.path, 'a.rec');
  write(path, 'one', 'two', 'three');
  const whole = readFileSync(path);
  const endOfTwo = whole.length - (8 + 'three'.length + 16);
  for (let length = endOfTwo; length < whole.length; length += 1) {
    writeFileSync(path, whole);
    truncateSync(path, length);
    const { frames, next } = await readSealed(path, keyOf, all);
    expect([texts(frames), next], `${length} bytes`).toEqual([['one', 'two'], null]);
    expect(await lengthOfSealed(path)).toBe(800);
  }
  // Its length was on the disk before its content.
  writeFileSync(path, Buffer.concat([whole.subarray(0, endOfTwo + 8), Buffer.alloc('three'.length + 16)]));
  expect(texts((await readSealed(path, keyOf, all)).frames)).toEqual(['one', 'two']);
});

it('says so where somebody changed it', async () => {
  using folder = createTestFolder();
  const path = join(folder.path, 'a.rec');
  write(path, 'one', 'two', 'two');
  const whole = readFileSync(path);
  const frameBytes = 8 + 3 + 16;
  const turned = Buffer.from(whole);
  turned[whole.length - 2 * frameBytes + 9]! ^= 1;
  // One frame in the place of the other, though they say the same.
  const swapped = Buffer.concat([whole.subarray(0, -2 * frameBytes), whole.subarray(-frameBytes), whole.subarray(-2 * frameBytes, -frameBytes)]);
  for (const damaged of [turned, swapped]) {
    writeFileSync(path, damaged);
    await expect(readSealed(path, keyOf, all)).rejects.toMatchObject({ failure: { reason: 'media-unreadable' } });
  }
});
