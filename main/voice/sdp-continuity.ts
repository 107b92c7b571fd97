/**
 * A call whose media page died goes on with a peer that knows nothing of what was negotiated. To the other side it must stay the same session: same `o=` line
 * with a higher version (RFC 3264 §8), same mid for the same m-line (RFC 8829 §5.2.2).
 */
export interface SdpContinuity {
  /** Kinds of the m-lines, refused ones included: later offers must have them all (RFC 3264 §8). */
  readonly sections: readonly ('audio' | 'video')[];
  readonly mids: readonly string[];
  /** User name and session id of the `o=` line. */
  readonly origin: string;
  /** Version the next description must exceed. */
  readonly version: number;
}

const originLine = /^o=(\S+ \S+) (\d+) /m;

export function readContinuity(sdp: string): SdpContinuity {
  const [, origin = '- 0', version = '0'] = originLine.exec(sdp) ?? [];
  const sections = [...sdp.matchAll(/^m=(audio|video) /gm)].map((match) => (match[1] === 'video' ? 'video' : 'audio'));
  return { sections, mids: [...sdp.matchAll(/^a=mid:(\S+)/gm)].map((match) => match[1] ?? ''), origin, version: Number(version) };
}

/** Gives the m-lines of a fresh description the mids they had before, in order. */
export function keepMids(sdp: string, { mids }: SdpContinuity): string {
  const fresh = readContinuity(sdp).mids;
  const renamed = new Map(fresh.map((mid, index) => [mid, mids[index] ?? mid]));
  if (new Set(renamed.values()).size < fresh.length) return sdp;
  return sdp
    .replace(/^a=mid:(\S+)/gm, (_line, mid: string) => `a=mid:${renamed.get(mid) ?? mid}`)
    .replace(/^a=group:BUNDLE(.*)$/m, (_line, bundled: string) => `a=group:BUNDLE${bundled.replace(/\S+/g, (mid) => renamed.get(mid) ?? mid)}`);
}

/** The description as the other side gets to see it: the old session's origin, versions counting on. */
export function keepOrigin(sdp: string, { origin, version }: SdpContinuity): string {
  return sdp.replace(originLine, (_line, _origin, fresh: string) => `o=${origin} ${version + Number(fresh)} `);
}

/** The ICE user fragment: a new one means that candidates are gathered anew. */
export function iceUserFragment(sdp: string): string | null {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? null;
}
