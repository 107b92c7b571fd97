/** RFC 3261 §25.1: `+` and `*` stand for themselves, `#` does not. */
export function sipUri(user: string, host: string): string {
  return `sip:${encodeURIComponent(user).replaceAll('%2B', '+')}@${host}`;
}
