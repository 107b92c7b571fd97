import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { cleanHtml } from '../../../main/connectors/email-imap/clean-html.ts';
import { createPicturesService, remotePicturesOf } from '../../../main/media/pictures-service.ts';
import { createPublicAddresses } from '../../../main/media/public-address.ts';
import { createRemotePictures } from '../../../main/media/remote-picture.ts';
import { pngOf } from '../../fakes/pictures.ts';
import { addMail } from '../../fakes/test-mail.ts';
import { createTestMedia } from '../../fakes/test-media.ts';

const picture = pngOf(4, 4);
const { signal } = new AbortController();

interface Outside extends AsyncDisposable {
  readonly url: string;
  readonly asked: IncomingMessage[];
}

async function startOutside(answer: (request: IncomingMessage, response: ServerResponse) => void = sendPicture): Promise<Outside> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function sendPicture(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-type', 'image/png');
  response.setHeader('set-cookie', 'who=lea');
  response.end(picture);
}

const redirect =
  (to: string) =>
  (_request: IncomingMessage, response: ServerResponse): void =>
    void response.writeHead(302, { location: to }).end();

const anywhere = createRemotePictures({ isOpen: () => true });

describe('a picture from outside', () => {
  it('is asked for without anything that tells who asks', async () => {
    await using outside = await startOutside();
    expect(await anywhere(`${outside.url.replace('//', '//user:secret@')}/a.png?id=1`, signal)).toEqual(picture);
    await anywhere(`${outside.url}/b.png`, signal);
    expect(outside.asked.map(({ url }) => url)).toEqual(['/a.png?id=1', '/b.png']);
    for (const { headers } of outside.asked)
      expect(headers).toEqual({
        accept: 'image/png, image/jpeg, image/gif, image/webp',
        'user-agent': 'Mozilla/5.0',
        connection: 'close',
        host: new URL(outside.url).host,
      });
  });

  it('is not asked for at this machine or in this house: by number, by name, or by a redirect', async () => {
    await using inside = await startOutside();
    const port = new URL(inside.url).port;
    const strict = createRemotePictures({ isOpen: createPublicAddresses() });
    for (const url of [inside.url, `http://localhost:${port}/`, `http://[::1]:${port}/`, `http://2130706433:${port}/`, `http://0x7f.1:${port}/`])
      await expect(strict(url, signal), url).rejects.toThrow();
    // The first answer may come from anywhere; where it leads to may not.
    await using outside = await startOutside(redirect(`http://localhost:${port}/`));
    const onlyByNumber = createRemotePictures({ isOpen: (address) => address === '127.0.0.1' && outside.asked.length === 0 });
    await expect(onlyByNumber(outside.url, signal)).rejects.toThrow('address refused');
    expect(outside.asked).toHaveLength(1);
    expect(inside.asked).toEqual([]);
    for (const url of ['file:///etc/passwd', 'ftp://example.org/x.png', 'data:image/png;base64,AA'])
      await expect(strict(url, signal), url).rejects.toThrow('scheme');
  });

  it('is not even looked up where no name can be', async () => {
    for (const url of ['https://pictures.practice.invalid/shop.jpg', 'http://INVALID/a.png', 'http://x.invalid./a.png'])
      await expect(anywhere(url, signal), url).rejects.toThrow('name refused');
  });

  it('follows a redirect or two, not for ever', async () => {
    await using outside = await startOutside((request, response) =>
      request.url === '/b' ? sendPicture(request, response) : redirect('/b')(request, response),
    );
    expect(await anywhere(`${outside.url}/a`, signal)).toEqual(picture);
    await using loop = await startOutside(redirect('/'));
    await expect(anywhere(loop.url, signal)).rejects.toThrow('redirects');
    expect(loop.asked).toHaveLength(4);
    await using trap = await startOutside(redirect('file:///etc/passwd'));
    await expect(anywhere(trap.url, signal)).rejects.toThrow('scheme');
  });

  it('is nothing else and not without end', async () => {
    await using page = await startOutside((_request, response) => void response.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg/>'));
    await expect(anywhere(page.url, signal)).rejects.toThrow('no picture');
    await using missing = await startOutside((_request, response) => void response.writeHead(404, { 'content-type': 'image/png' }).end(picture));
    await expect(anywhere(missing.url, signal)).rejects.toThrow('no picture');
    await using endless = await startOutside((_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' });
      const more = (): void => void (response.destroyed || response.write(Buffer.alloc(100_000), more));
      more();
    });
    await expect(anywhere(endless.url, signal)).rejects.toThrow('too large');
    const abort = new AbortController();
    await using silent = await startOutside(() => abort.abort());
    await expect(anywhere(silent.url, abort.signal)).rejects.toThrow();
  });
});

async function withMail(url: string) {
  const test = createTestMedia();
  const html = `<p>Hello</p><img src="${url}/a.png?x=1&amp;y=2"><img src="${url}/a.png?x=1&amp;y=2"><img src="${url}/b.png" srcset="${url}/c.png"><link href="${url}/d">`;
  const entryId = addMail(test.store, { accountId: test.accountId, html });
  const pictures = createPicturesService({ ...test, clean: async (dirty) => cleanHtml(dirty), fetchPicture: anywhere });
  return { ...test, entryId, pictures, [Symbol.asyncDispose]: test[Symbol.asyncDispose] };
}

describe('the pictures of a mail', () => {
  it('are asked for when the agent says so, never before, and only they', async () => {
    await using outside = await startOutside();
    await using test = await withMail(outside.url);
    expect(await test.pictures.load(test.entryId, false)).toEqual({ isAllowed: false, pictures: [] });
    expect(outside.asked).toEqual([]);
    const { isAllowed, pictures } = await test.pictures.load(test.entryId, true);
    expect(isAllowed).toBe(true);
    expect(new Set(outside.asked.map(({ url }) => url))).toEqual(new Set(['/a.png?x=1&y=2', '/b.png']));
    expect(outside.asked).toHaveLength(2);
    // The window asks for them like for any other medium.
    test.media.fetch({ entryId: test.entryId, part: pictures[0]!.part });
    expect(test.heard.at(-1)).toMatchObject({ part: pictures[0]!.part, state: 'here' });
    for (const { part } of pictures) expect(Buffer.from(await test.media.read({ entryId: test.entryId, part }, 0), 'base64')).toEqual(picture);
    // What was loaded once is here: nobody outside hears that the mail was opened again.
    await test.pictures.load(test.entryId, true);
    expect(outside.asked).toHaveLength(2);
  });

  it('are loaded by themselves for the exact address in the one mailbox that was allowed, until that is taken back', async () => {
    await using outside = await startOutside();
    await using test = await withMail(outside.url);
    const html = `<img src="${outside.url}/x.png">`;
    const other = addMail(test.store, { accountId: test.accountId, html, from: 'maren@example.org.evil.test', places: ['INBOX/1/2'] });
    test.pictures.allow(test.entryId);
    expect(test.pictures.senders()).toMatchObject([{ accountId: test.accountId, address: 'maren@example.org' }]);
    expect(await test.pictures.load(other, false)).toEqual({ isAllowed: false, pictures: [] });
    expect((await test.pictures.load(test.entryId, false)).pictures).toHaveLength(2);
    test.pictures.revoke(test.accountId, 'maren@example.org');
    expect(await test.pictures.load(test.entryId, false)).toEqual({ isAllowed: false, pictures: [] });
  });

  it('that cannot be had, or are none, are left out; nothing of them stands in the log', async () => {
    await using outside = await startOutside((request, response) =>
      request.url?.startsWith('/b')
        ? void response.writeHead(200, { 'content-type': 'image/png' }).end('no picture')
        : sendPicture(request, response),
    );
    await using test = await withMail(outside.url);
    const { pictures } = await test.pictures.load(test.entryId, true);
    expect(pictures.map(({ url }) => url)).toEqual([`${outside.url}/a.png?x=1&y=2`]);
    expect(test.logger.lines).toEqual([]);
  });

  it('are found in cleaned HTML only where they are pictures', () => {
    const html = cleanHtml(
      '<img src="https://a.test/1.png"><img src="http://b.test/&quot;x"><p title=" data-remote=&quot;https://c.test/&quot;">x</p><img src="cid:1">',
    );
    expect(remotePicturesOf(html)).toEqual(['https://a.test/1.png', 'http://b.test/"x']);
  });
});
