/**
 * The E-model of ITU-T: R = Ro − Is − Id − Ie,eff + A, everything at its default but delay, codec and loss (G.107 for 8 kHz, G.107.1 for 16 kHz, G.107.2 for
 * more). Each codec is rated on the scale of its own bandwidth: the score says what the network costs, not that Opus sounds fuller than G.711.
 */
interface Scale {
  /** Ro − Is of an undisturbed connection (§7.7 of G.107, §7.2 and §7.3 of the others). */
  readonly best: number;
  /** What Ie,eff approaches when everything is lost (G.107 (7-29), G.107.1 (7-15), G.107.2 §7.5). */
  readonly worst: number;
  /** To the scale of 0 to 100 that MOS is computed from (G.107.1, G.107.2 annex A). */
  readonly divisor: number;
  /** By how much Idd weighs more than in G.107 (G.107.2 §7.4). How G.107.1 has it could not be checked: as in G.107. */
  readonly delayWeight: number;
}

const narrow: Scale = { best: 93.2, worst: 95, divisor: 1, delayWeight: 1 };
const wide: Scale = { best: 129, worst: 95, divisor: 1.29, delayWeight: 1 };
const full: Scale = { best: 148, worst: 132, divisor: 1.48, delayWeight: 1.48 };

interface Codec {
  readonly scale: Scale;
  /** Equipment impairment: what coding alone costs. */
  readonly ie: number;
  /** Robustness against random loss. */
  readonly bpl: number;
  /** One packet of 20 ms, and how far the coder looks ahead. */
  readonly delayMs: number;
}

/** G.113 tables I.1 and I.3: with loss concealment. */
const g711: Codec = { scale: narrow, ie: 0, bpl: 25.1, delayMs: 20 };
/** VBR at 31 kbit/s (Chromium asks for 32), super-wideband, loss at random. G.113 has none: Al-Ahmadi, Počta, Melvin, doi 10.1145/3458751. */
const opus: Codec = { scale: full, ie: 16.83, bpl: 10.44, delayMs: 26.5 };
/** 64 kbit/s, G.113 table IV.1. None has been published of its loss in Chromium, whose concealment is the same for all: taken as that of Opus. */
const g722: Codec = { scale: wide, ie: 13, bpl: 10.44, delayMs: 21.5 };

const codecs: Readonly<Record<string, Codec>> = { opus, g722, pcma: g711, pcmu: g711 };

const codecOf = (name: string | null): Codec => codecs[name?.toLowerCase() ?? ''] ?? g711;

/** Delay that nobody notices, G.107 table 1, default class. */
const unnoticedMs = 100;

/** Idd of G.107 (7-27) and (7-28). Echo is cancelled: of Id nothing else is left. `delayMs`: mouth to ear. */
export function delayImpairment(delayMs: number): number {
  if (delayMs <= unnoticedMs) return 0;
  const x = Math.log2(delayMs / unnoticedMs);
  const root = (value: number): number => (1 + value ** 6) ** (1 / 6);
  return 25 * (root(x) - 3 * root(x / 3) + 2);
}

/** Ie,eff of G.107 (7-29), loss at random (BurstR = 1). */
function equipmentImpairment({ scale, ie, bpl }: Codec, lossRatio: number): number {
  const lossPercent = lossRatio * 100;
  return ie + (scale.worst - ie) * (lossPercent / (lossPercent + bpl));
}

/** R on the scale of 0 to 100. `networkMs`: one way, with the time in the jitter buffer. */
export function ratingFactor({ networkMs, lossRatio, codec }: { networkMs: number; lossRatio: number; codec: string | null }): number {
  const coded = codecOf(codec);
  const { best, divisor, delayWeight } = coded.scale;
  const impairment = delayWeight * delayImpairment(networkMs + coded.delayMs) + equipmentImpairment(coded, lossRatio);
  return (best - impairment) / divisor;
}

/** G.107 (B-4). Below R = 6.5 its curve leaves the scale of 1 to 5. */
export function meanOpinionScore(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}
