/** Both sides made an offer at the same moment: 491 Request Pending. */
export const requestPending = 491;

/** When an offer that met another one is made again, ms: who made the call waits longer (RFC 3261 section 14.1). */
export function glareDelayMs(madeTheCall: boolean, random: () => number = Math.random): number {
  return Math.round((madeTheCall ? 2_100 + random() * 1_900 : random() * 2_000) / 10) * 10;
}
