/** Where a stream leads from, as the server is to see it. */
export interface StreamAddress {
  /** `address:port`, IPv6 in brackets. */
  readonly host: string;
  readonly transport: 'tcp' | 'tls';
}

/**
 * JsSIP takes every transport for a WebSocket: it names an invented host in Via and Contact (RFC 7118 §5.1). Over a stream both name the connection, Via with
 * `rport` (RFC 3581), and every message has a length (RFC 3261 §18.3).
 */
export function rewriteForStream(message: string, { host, transport }: StreamAddress): string {
  const end = message.indexOf('\r\n\r\n');
  if (end < 0) return message;
  let head = message.slice(0, end);
  const body = message.slice(end);
  if (!head.startsWith('SIP/2.0 ')) head = head.replace(/^(Via: SIP\/2\.0\/)\w+ [^;\r\n]+/m, `$1${transport.toUpperCase()} ${host};rport`);
  head = head.replace(/^(Contact: <sips?:(?:[^@>\r\n]+@)?)[\w-]+\.invalid(?:;transport=ws)?/gm, `$1${host};transport=${transport}`);
  if (!/^Content-Length:/im.test(head)) head += `\r\nContent-Length: ${Buffer.byteLength(body) - 4}`;
  return head + body;
}
