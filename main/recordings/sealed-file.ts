import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ContractError } from '../../contract/errors.ts';

/**
 * A file that grows by sealed frames (AES-256-GCM, each under a key of its own file): whatever was appended can be read, whenever the writer was killed.
 *
 *     head   magic (8) · key id (16) · salt (16)
 *     frame  length of the sealed part (4) · milliseconds up to its end (4) · sealed part with its tag (16)
 *
 * A frame's place in the file is its nonce, and head and lengths are authenticated with it: frames cannot be swapped, and a file is never appended to again.
 */
export interface SealedWriter extends Disposable {
  append(bytes: Uint8Array, endMs: number): void;
}

/** Which key opens a file, by its id; null: it is not to be had. */
export type KeyOf = (keyId: string) => Buffer | null;

export interface SealedPiece {
  readonly frames: readonly Buffer[];
  /** Where the following one begins; null: nothing follows. */
  readonly next: number | null;
}

const magic = 'TLREC001';
const keyIdBytes = 16;
const headBytes = magic.length + keyIdBytes + 16;
const lengthsBytes = 8;
const tagBytes = 16;
/** Nothing we write is as long: a larger length is damage. */
const mostFrameBytes = 4_000_000;

export function createSealedFile(path: string, { id, key }: { id: string; key: Buffer }): SealedWriter {
  const head = Buffer.concat([Buffer.from(magic), Buffer.from(id.padEnd(keyIdBytes)), randomBytes(16)]);
  const file = openSync(path, 'ax', 0o600);
  const fileKey = keyOfFile(key, head);
  let place = 0;
  let isSyncing = false;
  let isClosed = false;
  let isDirty = false;

  function write(bytes: Buffer): void {
    let done = 0;
    while (done < bytes.length) done += writeSync(file, bytes, done);
    place += bytes.length;
  }
  /** A power cut loses no more than a kill: the disk is told each time, one at a time. */
  function sync(): void {
    isDirty = true;
    if (isSyncing) return;
    isSyncing = true;
    isDirty = false;
    fdatasync(file, () => {
      isSyncing = false;
      if (isClosed) closeSync(file);
      else if (isDirty) sync();
    });
  }

  write(head);
  return {
    append(bytes, endMs) {
      const lengths = Buffer.alloc(lengthsBytes);
      lengths.writeUInt32BE(bytes.length + tagBytes, 0);
      lengths.writeUInt32BE(Math.round(endMs), 4);
      const cipher = createCipheriv('aes-256-gcm', fileKey, nonceOf(place));
      cipher.setAAD(Buffer.concat([head, lengths]));
      const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
      write(Buffer.concat([lengths, sealed, cipher.getAuthTag()]));
      sync();
    },
    [Symbol.dispose]() {
      if (isClosed) return;
      isClosed = true;
      if (!isSyncing) closeSync(file);
    },
  };
}

/** Frames from a place on (0: the first), until there are `mostBytes` of them. Throws ContractError unavailable: recording-locked, media-unreadable. */
export function readSealed(path: string, keyOf: KeyOf, { place, mostBytes }: { place: number; mostBytes: number }): Promise<SealedPiece> {
  return inFile(path, async (file) => {
    const head = await readHead(file);
    const key = keyOf(head.toString('utf8', magic.length, magic.length + keyIdBytes).trim());
    if (!key) throw new ContractError('unavailable', { failure: { reason: 'recording-locked' } });
    const fileKey = keyOfFile(key, head);
    const { size } = await file.stat();
    const frames: Buffer[] = [];
    let at = Math.max(place, headBytes);
    let total = 0;
    while (total < mostBytes) {
      const frame = await readFrame(file, at, size);
      if (!frame) return { frames, next: null };
      const opened = openFrame(frame, { fileKey, head, at });
      // What was being written when the power went may be there in length only.
      if (!opened && at + frame.length >= size) return { frames, next: null };
      if (!opened) throw new ContractError('unavailable', { failure: { reason: 'media-unreadable' } });
      frames.push(opened);
      total += opened.length;
      at += frame.length;
    }
    return { frames, next: at < size ? at : null };
  });
}

/** How much of it there is, in milliseconds. Needs no key. */
export function lengthOfSealed(path: string): Promise<number> {
  return inFile(path, async (file) => {
    await readHead(file);
    const { size } = await file.stat();
    let at = headBytes;
    let endMs = 0;
    const lengths = Buffer.alloc(lengthsBytes);
    while (at + lengthsBytes <= size) {
      await file.read(lengths, 0, lengthsBytes, at);
      const end = at + lengthsBytes + lengths.readUInt32BE(0);
      if (end > size) break;
      endMs = lengths.readUInt32BE(4);
      at = end;
    }
    return endMs;
  });
}

async function inFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

async function readHead(file: FileHandle): Promise<Buffer> {
  const head = Buffer.alloc(headBytes);
  const { bytesRead } = await file.read(head, 0, headBytes, 0);
  if (bytesRead === headBytes && head.toString('utf8', 0, magic.length) === magic) return head;
  throw new ContractError('unavailable', { failure: { reason: 'media-unreadable' } });
}

/** null: there is no whole frame there. */
async function readFrame(file: FileHandle, at: number, size: number): Promise<Buffer | null> {
  if (at + lengthsBytes > size) return null;
  const lengths = Buffer.alloc(lengthsBytes);
  await file.read(lengths, 0, lengthsBytes, at);
  const length = lengths.readUInt32BE(0);
  if (length < tagBytes || length > mostFrameBytes || at + lengthsBytes + length > size) return null;
  const frame = Buffer.alloc(lengthsBytes + length);
  await file.read(frame, 0, frame.length, at);
  return frame;
}

function openFrame(frame: Buffer, { fileKey, head, at }: { fileKey: Buffer; head: Buffer; at: number }): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', fileKey, nonceOf(at));
  decipher.setAAD(Buffer.concat([head, frame.subarray(0, lengthsBytes)]));
  decipher.setAuthTag(frame.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(frame.subarray(lengthsBytes, -tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
}

const keyOfFile = (key: Buffer, head: Buffer): Buffer => Buffer.from(hkdfSync('sha256', key, head, 'threadline recording', 32));

function nonceOf(place: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(place), 4);
  return nonce;
}
