/** What a server says of a voice mailbox. */
export interface MessageSummary {
  readonly isWaiting: boolean;
  /** null: it does not count them. */
  readonly newCount: number | null;
  readonly oldCount: number | null;
  /** Who to call to listen: a SIP or tel URI, as it came. */
  readonly account: string | null;
}

const mostBytes = 16_384;
const mostMessages = 1_000_000;

/** Reads application/simple-message-summary (RFC 3842 §5.2); null where it is none. Lines it does not know are left out. */
export function readMessageSummary(body: string): MessageSummary | null {
  if (Buffer.byteLength(body) > mostBytes) return null;
  const lines = new Map<string, string>();
  for (const line of body.split(/\r\n|\n|\r/)) {
    const [, name, value] = /^([\w-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined && !lines.has(name.toLowerCase())) lines.set(name.toLowerCase(), value);
  }
  const waiting = lines.get('messages-waiting')?.toLowerCase();
  if (waiting !== 'yes' && waiting !== 'no') return null;
  const counts = readCounts(lines.get('voice-message'));
  return { isWaiting: waiting === 'yes', ...counts, account: lines.get('message-account') || null };
}

/** `2/8 (0/2)`: new and old, those of them that are urgent. */
function readCounts(text: string | undefined): Pick<MessageSummary, 'newCount' | 'oldCount'> {
  const [, fresh, old] = /^(\d{1,9})\s*\/\s*(\d{1,9})\b/.exec(text ?? '') ?? [];
  if (fresh === undefined || old === undefined) return { newCount: null, oldCount: null };
  return { newCount: Math.min(Number(fresh), mostMessages), oldCount: Math.min(Number(old), mostMessages) };
}
