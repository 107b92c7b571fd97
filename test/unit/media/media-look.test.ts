import { describe, expect, it } from 'vitest';
import { freeFileName, safeFileName } from '../../../main/media/file-name.ts';
import { lookAt } from '../../../main/media/media-look.ts';
import { readPicture } from '../../../main/media/picture-size.ts';
import { createPublicAddresses } from '../../../main/media/public-address.ts';
import { gifOf, jpegOf, pngOf, webpOf } from '../../fakes/pictures.ts';

const claimed = { name: 'x.bin', mediaType: 'application/octet-stream', charset: null, sizeBytes: 100 };
const text = (bytes: Buffer, charset: string | null = null) => lookAt(bytes, { ...claimed, name: 'x.txt', mediaType: 'text/plain', charset });

describe('what a file is', () => {
  it.each([
    ['image/png', pngOf(3, 2)],
    ['image/jpeg', jpegOf(3, 2)],
    ['image/gif', gifOf(3, 2)],
    ['image/webp', webpOf(3, 2)],
  ])('%s with its size, whatever it is called', (mediaType, bytes) => {
    expect(lookAt(bytes, claimed)).toEqual({ kind: 'picture', mediaType, width: 3, height: 2 });
    expect(lookAt(bytes, { ...claimed, name: 'x.txt', mediaType: 'text/plain' })).toMatchObject({ kind: 'picture' });
  });

  it('a picture that would fill the memory is not shown', () => {
    for (const bomb of [pngOf(60_000, 60_000), gifOf(65_535, 65_535), jpegOf(65_000, 1), webpOf(16_000, 16_000), pngOf(0, 5)])
      expect(readPicture(bomb)).toBeNull();
    expect(lookAt(pngOf(3, 2), { ...claimed, sizeBytes: 31_000_000 })).toEqual({ kind: 'other' });
  });

  it('cut-off and made-up beginnings are no pictures', () => {
    for (const whole of [pngOf(3, 2), jpegOf(3, 2), gifOf(3, 2), webpOf(3, 2)])
      for (let end = 0; end < Math.min(whole.length, 20); end += 1) expect(() => readPicture(whole.subarray(0, end))).not.toThrow();
    // Segments that claim to be nothing long, for ever.
    expect(readPicture(Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(100_000, 0xff)]))).toBeNull();
  });

  it('SVG and HTML are text, never a picture', () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
    expect(lookAt(svg, { ...claimed, mediaType: 'image/svg+xml' })).toEqual({ kind: 'text', charset: 'utf-8' });
    expect(lookAt(Buffer.from('<script>1</script>'), { ...claimed, name: 'x.html', mediaType: 'text/html' })).toEqual({
      kind: 'text',
      charset: 'utf-8',
    });
  });

  it('text says or shows its charset', () => {
    expect(text(Buffer.from('Grüße'))).toEqual({ kind: 'text', charset: 'utf-8' });
    expect(text(Buffer.from('Grüße', 'latin1'))).toEqual({ kind: 'text', charset: 'windows-1252' });
    expect(text(Buffer.from([0x83, 0x65]), 'Shift_JIS')).toEqual({ kind: 'text', charset: 'shift_jis' });
    expect(text(Buffer.from('\ufeffGrüße', 'utf16le'))).toEqual({ kind: 'text', charset: 'utf-16le' });
    expect(text(Buffer.from('\u001b$B%F\u001b(B'), 'iso-2022-jp')).toEqual({ kind: 'text', charset: 'iso-2022-jp' });
    expect(text(Buffer.from('Grüße', 'latin1'), 'no-such-charset')).toEqual({ kind: 'text', charset: 'windows-1252' });
    expect(text(Buffer.from([1, 0, 2, 0]))).toEqual({ kind: 'other' });
  });

  it('PDF and winmail.dat by their marks; a program is only saved', () => {
    expect(lookAt(Buffer.from('%PDF-1.7\n'), claimed)).toEqual({ kind: 'pdf' });
    expect(lookAt(Buffer.from([0x78, 0x9f, 0x3e, 0x22, 0, 0]), claimed)).toEqual({ kind: 'packed' });
    expect(lookAt(Buffer.from('MZ\u0090\u0000'), { ...claimed, name: 'photo.jpg', mediaType: 'image/jpeg' })).toEqual({ kind: 'other' });
  });
});

describe('a stranger’s name for a file', () => {
  it.each([
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\x.exe', 'C__Windows_x.exe'],
    ['invoice\u202Efdp.exe', 'invoice_fdp.exe'],
    ['a\u0000b\n.pdf', 'a_b_.pdf'],
    ['.bashrc', 'bashrc'],
    ['con.txt', '_con.txt'],
    ['Angebot für Müller.pdf', 'Angebot für Müller.pdf'],
    ['  ', 'attachment'],
    ['trailing. . ', 'trailing'],
  ])('%j is saved as %j', (name, safe) => expect(safeFileName(name, 'attachment')).toBe(safe));

  it('keeps its ending where it is too long, and makes room for another of its name', () => {
    const long = safeFileName(`${'ä'.repeat(500)}.pdf`, 'x');
    expect(long).toMatch(/^ä{120}\.pdf$/);
    const taken = new Set(['a.pdf', 'a (2).pdf']);
    expect(freeFileName('a.pdf', (name) => taken.has(name))).toBe('a (3).pdf');
  });
});

describe('addresses a picture may come from', () => {
  const isOpen = createPublicAddresses();
  it.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:93.184.216.34'])('%s', (address) =>
    expect(isOpen(address)).toBe(true),
  );
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    'fe80::1',
    'fd00::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'ff02::1',
    'localhost',
    '',
  ])('not %j', (address) => expect(isOpen(address)).toBe(false));
});
