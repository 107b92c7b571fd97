/** UIDs of a folder as runs, ascending and apart: what is known of a mailbox of 100,000 mails fits into some bytes. */
export type UidSet = readonly (readonly [first: number, last: number])[];

export const emptyUidSet: UidSet = [];

/** `1:500,503` (RFC 9051, sequence-set). What is no such text is as good as nothing. */
export function parseUidSet(text: string): UidSet {
  const runs = text.split(',').flatMap((part) => {
    const [, first, last] = /^(\d+)(?::(\d+))?$/.exec(part) ?? [];
    if (first === undefined) return [];
    const [a, b] = [Number(first), Number(last ?? first)];
    return [[Math.min(a, b), Math.max(a, b)] as const];
  });
  return join(runs);
}

export function formatUidSet(set: UidSet): string {
  return set.map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`)).join(',');
}

export function uidSetOf(uids: Iterable<number>): UidSet {
  return join([...uids].map((uid) => [uid, uid] as const));
}

function join(runs: readonly (readonly [number, number])[]): UidSet {
  const joined: [number, number][] = [];
  for (const [first, last] of runs.toSorted((a, b) => a[0] - b[0])) {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

export function unionOf(a: UidSet, b: UidSet): UidSet {
  return join([...a, ...b]);
}

/** What is in `a` and not in `b`. */
export function without(a: UidSet, b: UidSet): UidSet {
  const left: [number, number][] = [];
  let next = 0;
  for (const [first, last] of a) {
    let from = first;
    // Both ascend: what ended before this run is never looked at again.
    while ((b[next]?.[1] ?? Number.POSITIVE_INFINITY) < from) next += 1;
    for (const [start, end] of runsFrom(b, next)) {
      if (start > last) break;
      if (start > from) left.push([from, start - 1]);
      from = Math.max(from, end + 1);
    }
    if (from <= last) left.push([from, last]);
  }
  return left;
}

function* runsFrom(set: UidSet, index: number): Generator<UidSet[number]> {
  for (let at = index; at < set.length; at += 1) {
    const run = set[at];
    if (run) yield run;
  }
}

export function countOf(set: UidSet): number {
  return set.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

export function highestOf(set: UidSet): number {
  return set.at(-1)?.[1] ?? 0;
}

export function* uidsOf(set: UidSet): Generator<number> {
  for (const [first, last] of set) for (let uid = first; uid <= last; uid += 1) yield uid;
}

/** The `count` highest: the newest mails. */
export function newestOf(set: UidSet, count: number): UidSet {
  const taken: (readonly [number, number])[] = [];
  let left = count;
  for (const [first, last] of set.toReversed()) {
    if (left <= 0) break;
    const from = Math.max(first, last - left + 1);
    taken.unshift([from, last]);
    left -= last - from + 1;
  }
  return taken;
}

/** Those above a UID. */
export function above(set: UidSet, uid: number): UidSet {
  return set.filter(([, last]) => last > uid).map(([first, last]) => [Math.max(first, uid + 1), last] as const);
}
