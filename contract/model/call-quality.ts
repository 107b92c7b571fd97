import { z } from 'zod';

const milliseconds = z.number().nonnegative();
const ratio = z.number().min(0).max(1);

/** The way the sound takes: the pair of candidates that ICE chose (RFC 8445). */
export const candidatePathSchema = z.object({
  local: z.enum(['host', 'srflx', 'prflx', 'relay']),
  remote: z.enum(['host', 'srflx', 'prflx', 'relay']),
  protocol: z.enum(['udp', 'tcp', 'tls']),
  /** `address:port`; null: the browser does not tell. */
  localAddress: z.string().max(80).nullable(),
  remoteAddress: z.string().max(80).nullable(),
});
export type CandidatePath = z.infer<typeof candidatePathSchema>;

/** What the last seconds of a call sounded like. */
export const callQualitySchema = z.object({
  /** Mean opinion score 1–5 of what is heard here (E-model estimate, ITU-T G.107). */
  mos: z.number().min(1).max(5),
  jitterMs: milliseconds,
  /** Of the packets to us. */
  lossRatio: ratio,
  /** Of the packets from us, as the other side reports it (RTCP, RFC 3550 §6.4.2); null: no report. */
  lossThereRatio: ratio.nullable(),
  rttMs: milliseconds.nullable(),
  codec: z.string().max(40).nullable(),
  path: candidatePathSchema.nullable(),
});
export type CallQuality = z.infer<typeof callQualitySchema>;

/** Why a call sounds bad, with the figure that says so: percent of the packets, or milliseconds. */
export const qualityTroubleSchema = z.object({
  /** `loss-here`: packets from us are lost · `loss-there`: packets to us · `no-sound`: nothing comes although nobody holds the call */
  cause: z.enum(['loss-here', 'loss-there', 'jitter', 'delay', 'no-sound']),
  value: z.number().nonnegative(),
});
export type QualityTrouble = z.infer<typeof qualityTroubleSchema>;

/** Some seconds of a call, as they are kept. */
export const qualitySampleSchema = z.object({
  /** Since it was answered. */
  atMs: z.int().nonnegative(),
  mos: z.number().min(1).max(5),
  lossRatio: ratio,
  lossThereRatio: ratio.nullable(),
  jitterMs: milliseconds,
  rttMs: milliseconds.nullable(),
});
export type QualitySample = z.infer<typeof qualitySampleSchema>;

/** A whole call in a few figures: means, but for `worstMos`. */
export const qualitySummarySchema = callQualitySchema.extend({
  worstMos: z.number().min(1).max(5),
  /** What was wrong for longest, at its worst; null: nothing was. */
  trouble: qualityTroubleSchema.nullable(),
});
export type QualitySummary = z.infer<typeof qualitySummarySchema>;

/** A longer call has samples further apart, not more of them. */
export const mostQualitySamples = 240;

export const qualityReportSchema = z.object({ summary: qualitySummarySchema, samples: z.array(qualitySampleSchema).max(mostQualitySamples) });
export type QualityReport = z.infer<typeof qualityReportSchema>;
