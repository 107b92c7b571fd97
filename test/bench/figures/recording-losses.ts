import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killInRecording } from '../../system/scenes/recording-kill.ts';
import type { Testbed } from '../../system/testbed/testbed.ts';

/** kill -9 at so many moments of a recording: seconds of each that are not in its file. */
export async function lossesOfKills(bed: Testbed, count: number): Promise<readonly number[]> {
  const profile = mkdtempSync(join(tmpdir(), 'threadline-recording-'));
  const lost: number[] = [];
  try {
    for (let kill = 0; kill < count; kill += 1) {
      // Parts are 400 ms long: each kill comes at another place of one.
      lost.push(await killInRecording(bed, { profile, isFirst: kill === 0, forMs: 3_000 + kill * 130 }));
    }
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
  return lost;
}
