import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { readTnef } from './tnef.ts';
import type { TnefAnswer, TnefRequest } from './unpacker.ts';

/** Reads one winmail.dat and ends: what strangers packed is opened in a thread of its own. */
const { path, file } = workerData as TnefRequest;
const { text, files } = readTnef(readFileSync(path));
const wanted = file === null ? null : files[file];
const answer: TnefAnswer = {
  text,
  files: files.map(({ name, mediaType, bytes }) => ({ name, mediaType, sizeBytes: bytes.length })),
  bytes: wanted ? new Uint8Array(wanted.bytes) : null,
};
parentPort?.postMessage(answer);
