const copied: readonly (readonly [name: string, form: RegExp])[] = [
  ['From', /^(?:from|f)[ \t]*:(.*)$/gim],
  ['To', /^(?:to|t)[ \t]*:(.*)$/gim],
  ['Call-ID', /^(?:call-id|i)[ \t]*:(.*)$/gim],
  ['CSeq', /^cseq[ \t]*:(.*)$/gim],
];
/** The same again for the same request; no dialog of ours has it. */
const refusedTag = 'refused';
const via = /^(?:via|v)[ \t]*:(.*)$/gim;

/**
 * 486 for a call of a flood, of which no more is read than it takes (RFC 3261 §8.2.6.2, §8.2.7); null: it is no plain beginning of a call, and must be read as
 * everything else.
 */
export function refuseUnread(message: string): string | null {
  if (!message.startsWith('INVITE ')) return null;
  const end = message.indexOf('\r\n\r\n');
  const head = message.slice(0, end);
  // Folded lines (§7.3.1) are for who reads carefully.
  if (end < 0 || /\r\n[ \t]/.test(head)) return null;
  const vias = [...head.matchAll(via)].map(([, value = '']) => `Via: ${value.trim()}`);
  const lines = copied.map(([name, form]) => [...head.matchAll(form)].map(([, value = '']) => `${name}: ${value.trim()}`));
  const isPlain = vias.length > 0 && lines.every(({ length }) => length === 1);
  const [[from = ''] = [], [to = ''] = [], [callId = ''] = [], [sequence = ''] = []] = lines;
  if (!isPlain || /;\s*tag\s*=/i.test(to) || !/^CSeq: \d{1,10} INVITE$/.test(sequence)) return null;
  return ['SIP/2.0 486 Busy Here', ...vias, from, `${to};tag=${refusedTag}`, callId, sequence, 'Content-Length: 0', '', ''].join('\r\n');
}

/** The ACK that the caller's server owes such an answer: nobody waits for it. */
export function isAckOfUnread(message: string): boolean {
  return message.startsWith('ACK ') && new RegExp(`^(?:to|t)[ \\t]*:.*;tag=${refusedTag}[ \\t]*$`, 'im').test(message);
}

/** Whom a message claims to come from, in short: what it takes to know a caller again. */
export function glimpseFrom(message: string): string {
  return (/^(?:from|f)[ \t]*:[^<\r\n]*?<?(sips?:[^>;\s]+)/im.exec(message)?.[1] ?? '').toLowerCase();
}
