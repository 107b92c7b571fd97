import type { ImapFlow, MessageStructureObject } from 'imapflow';
import { ConnectorError, type FetchedMedia } from '../connector.ts';
import { openImap, present, toConnectorError } from './imap-client.ts';
import type { MailConfig } from './mail-config.ts';
import { readStructure } from './mail-structure.ts';
import { createTransferDecoder } from './transfer-decoder.ts';

/** Small enough for the loop not to be held, large enough not to wait for the network all the time. */
const pieceBytes = 262_144;

/** Fetches what a mail has beside its text, on a connection of its own, which is kept for the next one. */
export interface MediaFetcher extends AsyncDisposable {
  fetch(place: string, part: number | 'source', signal: AbortSignal): Promise<FetchedMedia>;
}

export function createMediaFetcher(config: MailConfig): MediaFetcher {
  let open: Promise<ImapFlow> | null = null;

  function connected(signal: AbortSignal): Promise<ImapFlow> {
    open ??= openImap(config, signal).then(
      (client) => {
        client.on('close', () => (open = null));
        return client;
      },
      (error: unknown) => {
        open = null;
        throw error;
      },
    );
    return open;
  }

  /** Whatever breaks is said in our words; a connection that was used half-way is not used again. */
  async function* guarded(client: ImapFlow, signal: AbortSignal, pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
    const stop = (): void => client.close();
    signal.addEventListener('abort', stop, { once: true });
    let isDone = false;
    try {
      yield* pieces;
      isDone = true;
    } catch (error) {
      signal.throwIfAborted();
      throw toConnectorError(error);
    } finally {
      signal.removeEventListener('abort', stop);
      if (!isDone) client.close();
    }
  }

  return {
    async fetch(place, part, signal) {
      try {
        const client = await connected(signal);
        const found = await find(client, place, part);
        return { ...found, pieces: guarded(client, signal, piecesOf(client, found)) };
      } catch (error) {
        signal.throwIfAborted();
        throw toConnectorError(error);
      }
    },
    async [Symbol.asyncDispose]() {
      const last = await open?.catch(() => null);
      open = null;
      last?.close();
    },
  };
}

interface FoundPart {
  readonly uid: number;
  /** null: the whole mail. */
  readonly section: string | null;
  readonly encoding: string;
  /** As it is sent, with its encoding. */
  readonly sentBytes: number | null;
  readonly sizeBytes: number | null;
  readonly charset: string | null;
}

const gone = (): ConnectorError => new ConnectorError({ reason: 'media-gone' });

async function find(client: ImapFlow, place: string, part: number | 'source'): Promise<FoundPart> {
  const [folder = '', uidValidity, uid] = place.split('/');
  // As it is now: another program may have moved or removed the mail since it was opened last.
  const box = await client.mailboxOpen(decodeURIComponent(folder), { readOnly: true }).catch((error: unknown) => {
    const known = toConnectorError(error);
    throw known.failure.reason === 'provider-error' ? gone() : known;
  });
  if (String(present(box).uidValidity) !== uidValidity) throw gone();
  const message = await client.fetchOne(String(Number(uid)), { uid: true, size: true, bodyStructure: true }, { uid: true });
  if (!client.usable) throw new ConnectorError({ reason: 'connection-lost' });
  if (!message) throw gone();
  const size = message.size ?? null;
  if (part === 'source') return { uid: message.uid, section: null, encoding: '8bit', sentBytes: size, sizeBytes: size, charset: null };
  const attachment = readStructure(message.bodyStructure).attachments[part];
  if (!attachment) throw gone();
  const node = nodeOf(message.bodyStructure, attachment.part);
  return {
    uid: message.uid,
    section: attachment.part,
    encoding: node?.encoding ?? '8bit',
    sentBytes: node?.size ?? null,
    sizeBytes: attachment.sizeBytes,
    charset: node?.parameters?.['charset'] ?? null,
  };
}

function nodeOf(root: MessageStructureObject | undefined, part: string): MessageStructureObject | null {
  const waiting = root ? [root] : [];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if ((node.part ?? '1') === part && !/^multipart\//i.test(node.type)) return node;
    waiting.push(...(node.childNodes ?? []));
  }
  return null;
}

/** Asks for one piece after the other (RFC 9051 §6.4.5): the next one when the last was taken. */
async function* piecesOf(client: ImapFlow, { uid, section, encoding, sentBytes }: FoundPart): AsyncGenerator<Uint8Array> {
  const decoder = createTransferDecoder(encoding);
  let taken = 0;
  for (;;) {
    const piece = await pieceAt(client, { uid, section, start: taken });
    taken += piece.length;
    const decoded = decoder.take(piece);
    if (decoded.length > 0) yield decoded;
    // Shorter than asked for: its end. Longer: the server knows no pieces and sent all of it.
    if (piece.length !== pieceBytes) break;
  }
  // Servers that count line ends differently announce another size; then they must say that nothing follows.
  if (sentBytes !== null && taken < sentBytes && (await pieceAt(client, { uid, section, start: taken })).length > 0)
    throw new ConnectorError({ reason: 'connection-lost', technical: 'incomplete' });
  const rest = decoder.end();
  if (rest.length > 0) yield rest;
}

async function pieceAt(client: ImapFlow, { uid, section, start }: { uid: number; section: string | null; start: number }): Promise<Buffer> {
  const window = { start, maxLength: pieceBytes };
  const query = section === null ? { uid: true, source: window } : { uid: true, bodyParts: [{ key: section, ...window }] };
  const answer = await client.fetchOne(String(uid), query, { uid: true });
  if (!client.usable) throw new ConnectorError({ reason: 'connection-lost' });
  if (!answer) throw gone();
  return (section === null ? answer.source : answer.bodyParts?.get(section.toLowerCase())) ?? Buffer.alloc(0);
}
