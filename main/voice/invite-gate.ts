import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock } from '../ports.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

/** Holds floods of calls in check, before anything is made of them: no session, no ringing, no line on a timeline. */
export interface InviteGate {
  /** `source`: whom the call claims to come from. */
  admits(source: string): boolean;
  /** In the middle of a flood, `admits` would say no. Changes nothing. */
  isShut(source: string): boolean;
  /** Once for each flood. */
  readonly flooded: Listenable<void>;
}

/** Nobody calls an agent more often than this, nor do all together: a queue that rings everybody sends one call after the other. */
const perSource = { burst: 6, everyMs: 3_000 };
const ofAll = { burst: 12, everyMs: 1_000 };
/** Names are invented more quickly than anybody calls: that is what the limit of all is for. */
const mostSources = 64;
/** Refused after so long a quiet, it is another flood. */
const quietMs = 60_000;
/** One in so long is read as everything else: that is how it is known that the flood goes on. */
const shutMs = 2_000;

export function createInviteGate(clock: Pick<Clock, 'now'>): InviteGate {
  const all = createRateLimit({ clock, ...ofAll });
  const sources = new Map<string, RateLimit>();
  const flooded = createEmitter<void>();
  let refusedAt = Number.NEGATIVE_INFINITY;

  function limitOf(source: string): RateLimit {
    const known = sources.get(source);
    if (known) return known;
    if (sources.size >= mostSources) for (const [name, limit] of sources) if (limit.isFull) sources.delete(name);
    const limit = createRateLimit({ clock, ...perSource });
    if (sources.size < mostSources) sources.set(source, limit);
    return limit;
  }

  function refuse(): false {
    const isAnother = clock.now() - refusedAt > quietMs;
    refusedAt = clock.now();
    if (isAnother) flooded.emit();
    return false;
  }

  return {
    flooded,
    // One who calls too often takes no place of the others.
    admits: (source) => (limitOf(source).take() && all.take()) || refuse(),
    isShut: (source) => clock.now() - refusedAt < shutMs && (all.isEmpty || (sources.get(source)?.isEmpty ?? false)),
  };
}
