import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOfRtf, unpackRtf } from '../../../main/connectors/email-imap/compressed-rtf.ts';
import { readTnef } from '../../../main/connectors/email-imap/tnef.ts';
import { createUnpacker } from '../../../main/connectors/email-imap/unpacker.ts';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createTestFolder } from '../../fakes/test-core.ts';
import { tnefOf } from '../../fakes/tnef.ts';

// The example of [MS-OXRTFCP] §3.1.
const compressed = Buffer.from('2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0', 'hex');
const pdf = Buffer.from('%PDF-1.4 not much of one');
const winmail = join(import.meta.dirname, '../../corpora/tnef/winmail.dat');

describe('winmail.dat', () => {
  it('gives its text and its files, by their long names', () => {
    const { text, files } = readTnef(readFileSync(winmail));
    expect(text).toBe('Dear Lea,\nthe invoice is in here. Grüße');
    expect(files.map(({ name, mediaType, bytes }) => ({ name, mediaType, size: bytes.length }))).toEqual([
      { name: 'Rechnung März 2026.pdf', mediaType: 'application/pdf', size: 24 },
      { name: 'NOTES.TXT', mediaType: 'application/octet-stream', size: 5 },
    ]);
  });

  it('text that is only there as rich text or HTML is read from there', () => {
    expect(readTnef(tnefOf({ rtf: compressed })).text).toBe('hello world');
    expect(readTnef(tnefOf({ html: '<p>Hello</p><img src=x><script>1</script>' })).text).toBe('Hello');
  });

  it('rich text: unpacked as its specification shows, and without its looks', () => {
    expect(unpackRtf(compressed)).toBe('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n');
    const disguised =
      "{\\rtf1\\fromhtml1{\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 <p>}\\htmlrtf {\\b \\htmlrtf0 Gr\\'fc\\'dfe \\u8364?\\htmlrtf }\\htmlrtf0{\\*\\htmltag72 </p>}\\par \\{Ende\\}}";
    expect(textOfRtf(disguised)).toBe('Grüße €\n{Ende}');
    expect(unpackRtf(Buffer.from('nothing'))).toBe('');
  });

  it('cut off anywhere, and with any byte turned: refused or read, never stuck', () => {
    const whole = tnefOf({ text: 'x', rtf: compressed, files: [{ name: 'a', longName: 'aa', bytes: pdf }] });
    const attempt = (bytes: Buffer): void => {
      try {
        readTnef(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    };
    const began = performance.now();
    for (let end = 0; end < whole.length; end += 1) attempt(whole.subarray(0, end));
    for (let at = 0; at < whole.length; at += 1)
      for (const value of [0x00, 0x7f, 0xff]) attempt(Buffer.concat([whole.subarray(0, at), Buffer.from([value]), whole.subarray(at + 1)]));
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('is opened in a thread of its own; what cannot be read or takes too long is refused', async () => {
    using folder = createTestFolder();
    const file = (name: string, bytes: Buffer): string => {
      const path = join(folder.path, name);
      writeFileSync(path, bytes);
      return path;
    };
    const unpacker = createUnpacker({ clock: createSystemClock() });
    expect(await unpacker.list(winmail)).toMatchObject({ files: [{ name: 'Rechnung März 2026.pdf' }, { name: 'NOTES.TXT' }] });
    const { name, bytes } = await unpacker.extract(winmail, 0);
    expect({ name, bytes: Buffer.from(bytes).toString() }).toEqual({ name: 'Rechnung März 2026.pdf', bytes: pdf.toString() });
    await expect(unpacker.list(file('no.dat', Buffer.from('no')))).rejects.toMatchObject({ failure: { reason: 'media-unreadable' } });
    await expect(unpacker.extract(winmail, 9)).rejects.toMatchObject({ failure: { reason: 'media-gone' } });
    const clock = createManualClock();
    const late = createUnpacker({ clock }).list(winmail);
    while (clock.waiting === 0) await new Promise((turn) => setImmediate(turn));
    clock.advance(5_000);
    await expect(late).rejects.toMatchObject({ failure: { reason: 'media-unreadable' } });
  });
});
