import { decode as decodeQuotedPrintable } from 'libqp';

/** Takes a transfer encoding (RFC 2045 §6) off, piece by piece. */
export interface TransferDecoder {
  take(piece: Buffer): Buffer;
  /** What was held back for a piece that did not come. */
  end(): Buffer;
}

export function createTransferDecoder(encoding: string): TransferDecoder {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return base64();
    case 'quoted-printable':
      return quotedPrintable();
    default:
      return { take: (piece) => piece, end: () => Buffer.alloc(0) };
  }
}

/** Four characters are three bytes; line ends fall anywhere. */
function base64(): TransferDecoder {
  let held = '';
  return {
    take(piece) {
      const text = held + piece.toString('latin1').replaceAll(/[^A-Za-z\d+/=]/g, '');
      // Some programs join encoded texts, each with its own end: what follows a = begins anew.
      const whole = text.length - (text.length % 4);
      held = text.slice(whole);
      return decodeGroups(text.slice(0, whole));
    },
    end: () => decodeGroups(held),
  };
}

function decodeGroups(text: string): Buffer {
  const first = text.indexOf('=');
  if (first < 0 || first >= text.length - 2) return Buffer.from(text, 'base64');
  return Buffer.concat((text.match(/[^=]+={0,2}/g) ?? []).map((part) => Buffer.from(part, 'base64')));
}

/** Whole lines: an encoded byte, and a line that goes on, may be cut in two. */
function quotedPrintable(): TransferDecoder {
  let held = Buffer.alloc(0);
  return {
    take(piece) {
      const all = Buffer.concat([held, piece]);
      const end = all.lastIndexOf(0x0a) + 1;
      held = all.subarray(end);
      return decodeQuotedPrintable(all.toString('latin1', 0, end));
    },
    end: () => decodeQuotedPrintable(held.toString('latin1')),
  };
}
