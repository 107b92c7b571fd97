const headEnd = Buffer.from('\r\n\r\n');
const longestHead = 65_536;
const longestBody = 1_048_576;

export interface SipFrames {
  /** False: what came cannot be cut into messages (RFC 3261 §18.3); the connection is to be closed. */
  take(bytes: Buffer): boolean;
}

/** Cuts a stream into SIP messages by Content-Length, its compact form included (RFC 3261 §7.3.3, §18.3); swallows keep-alives (RFC 5626 §3.5.1). */
export function createSipFrames(onMessage: (message: Buffer) => void): SipFrames {
  let waiting: Buffer = Buffer.alloc(0);
  return {
    take(bytes) {
      waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
      for (;;) {
        waiting = waiting.subarray(leadingBreaks(waiting));
        const end = waiting.indexOf(headEnd);
        if (end < 0) return waiting.length <= longestHead;
        const length = readContentLength(waiting.subarray(0, end).toString('latin1'));
        if (end > longestHead || length === null || length > longestBody) return false;
        const total = end + headEnd.length + length;
        if (waiting.length < total) return true;
        onMessage(waiting.subarray(0, total));
        waiting = waiting.subarray(total);
      }
    },
  };
}

function leadingBreaks(bytes: Buffer): number {
  let count = 0;
  while (bytes[count] === 0x0d || bytes[count] === 0x0a) count += 1;
  return count;
}

/** Over a stream the length is mandatory; two that differ cannot be trusted. */
function readContentLength(head: string): number | null {
  const lengths = new Set(
    [...head.matchAll(/^(?:content-length|l)[ \t]*:(?:[ \t]|\r\n[ \t])*(\d{1,9})[ \t]*$/gim)].map(([, digits]) => Number(digits)),
  );
  const [length] = lengths;
  return lengths.size === 1 && length !== undefined ? length : null;
}
