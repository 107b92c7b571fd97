import { z } from 'zod';
import { qualityReportSchema } from './model/call-quality.ts';
import { callIdSchema } from './model/ids.ts';
import type { Side } from './side.ts';

const nothing = z.object({});

/** What an agent's window asks about how calls sound, and what helps to find out why they do not. Part of `mainSide`. */
export const qualityCalls = {
  /** Of a call that is up, so far; or of one that is over. null: nothing was measured. */
  'quality.read': { input: z.object({ callId: callIdSchema }), output: z.object({ report: qualityReportSchema.nullable() }) },

  /** Asks where to put the bundle; false: nowhere. Refused as unavailable where there is no desktop: then the page saves what it reads. */
  'diagnostics.save': { input: nothing, output: z.object({ isSaved: z.boolean() }) },
  /** The bundle itself, a ZIP in base64. */
  'diagnostics.read': { input: nothing, output: z.object({ name: z.string().max(80), bytes: z.string().max(3_000_000) }) },
} as const satisfies Side['calls'];
