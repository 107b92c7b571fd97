import { lookup as lookUp } from 'node:dns';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';

export interface RemotePictureDeps {
  /** Whether an address may be asked. */
  readonly isOpen: (address: string) => boolean;
}

/** One picture from outside, with everything held back that would tell who asks: no cookie, no referrer, no name of a program. Throws for everything that is none. */
export type FetchRemotePicture = (url: string, signal: AbortSignal) => Promise<Buffer>;

export const mostPictureBytes = 5_000_000;
const mostRedirects = 3;

export function createRemotePictures({ isOpen }: RemotePictureDeps): FetchRemotePicture {
  /** Looked up and checked in one step: a name that answers differently the second time leads nowhere. */
  const lookup: NonNullable<RequestOptions['lookup']> = (host, options, answer) => {
    lookUp(host, { ...options, all: true }, (error, addresses) => {
      if (error) return answer(error, '', 0);
      const open = addresses.filter(({ address }) => isOpen(address));
      const [first] = open;
      // All or none: a name that has a public and a private address is a trap.
      if (!first || open.length < addresses.length) return answer(new Error('address refused'), '', 0);
      if (options.all) return answer(null, open);
      return answer(null, first.address, first.family);
    });
  };

  async function ask(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('scheme refused');
    const host = url.hostname.replaceAll(/^\[|\]$/g, '');
    // RFC 6761 §6.4: nobody has such a name, and whoever is asked for it learns that this mail was read.
    if (/(^|\.)invalid\.?$/i.test(host)) throw new Error('name refused');
    // Numbers are not looked up.
    if (isIP(host) !== 0 && !isOpen(host)) throw new Error('address refused');
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const options = { method: 'GET', agent: false, lookup, signal, timeout: 10_000, maxHeaderSize: 16_384 } as const;
    const headers = { accept: 'image/png, image/jpeg, image/gif, image/webp', 'user-agent': 'Mozilla/5.0', connection: 'close' };
    const bare = new URL(url);
    bare.username = '';
    bare.password = '';
    return new Promise((resolve, reject) => {
      const asked = request(bare, { ...options, headers }, resolve);
      asked.on('timeout', () => asked.destroy(new Error('no answer')));
      asked.on('error', reject);
      asked.end();
    });
  }

  return async (address, signal) => {
    let url = new URL(address);
    for (let step = 0; step <= mostRedirects; step += 1) {
      const answer = await ask(url, signal);
      const { statusCode = 0, headers } = answer;
      if (statusCode >= 300 && statusCode < 400 && headers.location) {
        answer.destroy();
        url = new URL(headers.location, url);
        continue;
      }
      if (statusCode !== 200 || !/^image\/(png|jpe?g|gif|webp)\b/i.test(headers['content-type'] ?? '')) {
        answer.destroy();
        throw new Error('no picture');
      }
      return bytesOf(answer);
    }
    throw new Error('too many redirects');
  };
}

async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > mostPictureBytes) {
      answer.destroy();
      throw new Error('too large');
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
