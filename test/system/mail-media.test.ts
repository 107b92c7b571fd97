import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { ask, until } from '../e2e/harness/remote-desk.ts';
import { pdfOf } from '../fakes/pdf.ts';
import { pngOf } from '../fakes/pictures.ts';
import { tnefOf } from '../fakes/tnef.ts';
import { addMailbox, allMessages, mailDraft, upToDate } from './scenes/mailbox.ts';
import { mailWith, type TestPart } from './scenes/mail-parts.ts';
import { startMailbed, type Mailbed } from './testbed/mailbed.ts';
import { startRealCore } from './testbed/real-core.ts';

let bed: Mailbed;
beforeAll(async () => {
  bed = await startMailbed();
});
afterAll(() => bed[Symbol.asyncDispose]());

const mb = 1_000_000;
const mostHeld = 40 * mb;
const exposeGc = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
};
const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const folderOf = (stack: DisposableStack): string => {
  const folder = mkdtempSync(join(tmpdir(), 'threadline-saved-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

describe('an attachment at a real server', () => {
  it('of 80 MB comes with progress, byte for byte; memory stays flat and the loop is never held', { timeout: 180_000 }, async () => {
    using stack = new DisposableStack();
    const large = randomBytes(80 * mb);
    await bed.deliver('big', mailWith({ subject: 'Large' }, [{ name: 'recording.bin', mediaType: 'application/octet-stream', bytes: large }]));
    await using core = startRealCore();
    await addMailbox(core, 'big');
    await upToDate(core);
    const mail = (await allMessages(core)).find(({ subject }) => subject === 'Large')!;
    const ref = { entryId: mail.id, part: '0' };
    core.desktop.file = join(folderOf(stack), 'saved.bin');
    const here = core.view.next('media.changed', (state) => state.entryId === mail.id && state.state === 'here');
    const collect = exposeGc();
    collect();
    const held = (): number => {
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = held();
    let most = 0;
    const watch = setInterval(() => {
      // What nobody holds any more is collected late on a busy machine.
      collect();
      most = Math.max(most, held() - before);
    }, 1_000);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const began = performance.now();
    await core.view.call('media.fetch', ref);
    expect(await here).toMatchObject({ sizeBytes: large.length, look: { kind: 'other' } });
    delay.disable();
    clearInterval(watch);
    const told = core.view.heard.filter(({ name }) => name === 'media.changed').map(({ payload }) => payload as { state: string; doneBytes: number });
    const steps = told.filter(({ state }) => state === 'fetching').map(({ doneBytes }) => doneBytes);
    process.stderr.write(
      `80 MB in ${Math.round(performance.now() - began)} ms, at most ${Math.round(most / mb)} MB more memory, loop p99 ${Math.round(delay.percentile(99) / 1e6)} ms, ${steps.length} steps\n`,
    );
    expect(steps.length).toBeGreaterThan(5);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    // All of it would be 80 MB, and 110 as it is sent.
    expect(most).toBeLessThan(mostHeld);
    // Held for the decoding of the whole, it would be a second.
    expect(delay.percentile(99) / 1e6).toBeLessThan(100);
    const { savedId } = await core.view.call('media.save', { entryId: mail.id, parts: ['0'] });
    expect(savedId).not.toBeNull();
    expect(digest(readFileSync(core.desktop.file))).toBe(digest(large));
    expect(core.desktop.suggested).toEqual(['recording.bin']);
  });

  it('is found again after it was moved; other encodings, an inner mail and the source come as they are', async () => {
    await using core = startRealCore();
    const text = Buffer.from('Größe: 5 m²\r\nZeile zwei =\r\n', 'latin1');
    const parts: TestPart[] = [
      { name: 'notes.txt', mediaType: 'text/plain; charset=iso-8859-1', bytes: text, encoding: 'quoted-printable' },
      { name: 'raw.txt', mediaType: 'text/csv', bytes: Buffer.from('a;b\r\n1;2\r\n'), encoding: '7bit' },
      {
        name: 'inner.eml',
        mediaType: 'message/rfc822',
        bytes: Buffer.from('From: a@example.org\r\nSubject: Inner\r\n\r\nHello\r\n'),
        encoding: '7bit',
      },
    ];
    const raw = mailWith({ subject: 'Encodings' }, parts);
    await bed.deliver('agent2', raw);
    await addMailbox(core, 'agent2');
    await upToDate(core);
    const mail = (await allMessages(core)).find(({ subject }) => subject === 'Encodings')!;
    const fetch = async (part: string): Promise<{ bytes: Buffer; look: unknown }> => {
      const here = core.view.next('media.changed', (state) => state.part === part && ['here', 'failed'].includes(state.state));
      await core.view.call('media.fetch', { entryId: mail.id, part });
      const state = await here;
      if (state.state !== 'here') throw new Error(JSON.stringify(state));
      const { bytes } = await core.view.call('media.read', { entryId: mail.id, part, offset: 0 });
      return { bytes: Buffer.from(bytes, 'base64'), look: state.look };
    };
    expect(await fetch('0')).toEqual({ bytes: text, look: { kind: 'text', charset: 'windows-1252' } });
    await using other = await bed.open('agent2');
    await other.mailboxOpen('INBOX');
    await other.messageMove('1:*', 'Archive', { uid: true });
    await core.view.call('channels.retry', { accountId: mail.accountId! });
    await until(
      async () => (await allMessages(core)).some(({ id }) => id === mail.id) && (await fetch('1')).bytes.toString() === 'a;b\r\n1;2\r\n',
      'found where it was moved to',
      20_000,
    );
    expect((await fetch('2')).bytes.toString()).toBe('From: a@example.org\r\nSubject: Inner\r\n\r\nHello\r\n');
    const source = (await fetch('source')).bytes.toString('latin1');
    expect(source.endsWith(raw.toString('latin1').trimEnd()) || source.includes(raw.toString('latin1').trimEnd())).toBe(true);
  });
});

/** A desktop whose dialogs answer by themselves. */
async function answerDialogs(desktop: Desktop, file: string): Promise<void> {
  await desktop.app.evaluate(({ dialog, shell }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
    const world = globalThis as unknown as { opened: string[]; shown: string[] };
    world.opened = [];
    world.shown = [];
    shell.openExternal = (url: string) => Promise.resolve(void world.opened.push(url));
    shell.showItemInFolder = (shown: string) => void world.shown.push(shown);
  }, file);
}

async function openMailbox(desktop: Desktop, user: string): Promise<void> {
  await ask(desktop, 'channels.add', mailDraft(user));
  await until(
    async () => (await ask(desktop, 'channels.list', {})).statuses.some(({ state, progress }) => state === 'ok' && progress === null),
    'the mailbox is read',
    20_000,
  );
  const view = await desktop.view();
  await view.getByRole('button', { name: 'Contacts', exact: true }).click();
  await view.getByText('Maren Schulte', { exact: true }).first().click();
  await view.getByRole('heading', { name: 'Maren Schulte' }).waitFor();
}

describe('in the real window', () => {
  it(
    'a PDF is painted, a picture stands in the text, the source is shown, a file is saved; offline it says what is missing',
    { timeout: 180_000 },
    async () => {
      using stack = new DisposableStack();
      const saved = join(folderOf(stack), 'mine.bin');
      const picture = pngOf(120, 80, [200, 30, 30]);
      const recording = randomBytes(3 * mb);
      const parts: TestPart[] = [
        { name: 'note.pdf', mediaType: 'application/pdf', bytes: pdfOf('Delivery note') },
        { name: 'router.png', mediaType: 'image/png', bytes: picture, contentId: 'router@example.org' },
        { name: 'recording.bin', mediaType: 'application/octet-stream', bytes: recording },
        {
          name: 'winmail.dat',
          mediaType: 'application/ms-tnef',
          bytes: tnefOf({ text: 'Packed words', files: [{ name: 'A.PNG', bytes: picture }] }),
        },
        { name: 'later.txt', mediaType: 'text/plain', bytes: Buffer.from('not fetched in time') },
      ];
      await bed.deliver('agent1', mailWith({ subject: 'Everything', html: '<p>See <img src="cid:router@example.org" alt="Router"></p>' }, parts));
      await using desktop = await startDesktop();
      await answerDialogs(desktop, saved);
      await openMailbox(desktop, 'agent1');
      const view = await desktop.view();
      const line = view.getByRole('region', { name: 'Timeline' });

      await line.getByRole('button', { name: 'Show as it was sent' }).click();
      const inline = line.frameLocator('iframe').locator('img');
      await until(() => inline.evaluate((image: HTMLImageElement) => image.naturalWidth === 120), 'the picture in the text');

      await line.getByRole('button', { name: 'Open note.pdf' }).click();
      const dialog = view.getByRole('dialog');
      const page = dialog.locator('canvas[data-painted]').first();
      await page.waitFor();
      const colours = await page.evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let blue = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at]! < 80 && data[at + 2]! > 180) blue += 1;
        return { blue, share: blue / (canvas.width * canvas.height) };
      });
      expect(colours.share).toBeGreaterThan(0.003);
      await view.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });

      await line.getByRole('button', { name: 'Open winmail.dat' }).click();
      await dialog.getByText('Packed words').waitFor();
      await view.keyboard.press('Escape');

      await line.getByRole('button', { name: 'Source' }).click();
      await dialog.getByText('Subject: Everything').waitFor();
      await view.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });

      await line.getByRole('button', { name: 'Save recording.bin' }).click();
      await until(() => existsSync(saved) && statSync(saved).size === recording.length, 'the file is saved');
      expect(digest(readFileSync(saved))).toBe(digest(recording));
      await line.getByRole('button', { name: 'Show in folder' }).click();
      expect(await desktop.app.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)).toEqual([saved]);

      await bed.stop();
      await line.getByRole('button', { name: 'Open later.txt' }).click();
      await dialog.getByText('This is not on this computer yet, and the mail server cannot be reached now.').waitFor();
      await view.keyboard.press('Escape');
      // What was fetched is there all the same.
      await line.getByRole('button', { name: 'Open note.pdf' }).click();
      await dialog.locator('canvas[data-painted]').first().waitFor();
      await view.keyboard.press('Escape');
      await bed.start();
      expect(desktop.faults).toEqual([]);
    },
  );

  it(
    'pictures from outside: nothing is asked for before the click, and after it only the picture; a link asks where it really leads',
    { timeout: 120_000 },
    async () => {
      using stack = new DisposableStack();
      // An address of the open internet that is only here: the network ends at this namespace.
      const address = '93.184.216.34';
      execFileSync('ip', ['addr', 'add', `${address}/32`, 'dev', 'lo']);
      stack.defer(() => execFileSync('ip', ['addr', 'del', `${address}/32`, 'dev', 'lo']));
      const asked: IncomingMessage[] = [];
      const picture = pngOf(60, 20, [11, 107, 67]);
      const outside = createServer((request, response) => {
        asked.push(request);
        response.writeHead(200, { 'content-type': 'image/png', 'set-cookie': 'who=lea' }).end(picture);
      });
      await new Promise<void>((done) => outside.listen(0, '0.0.0.0', done));
      stack.defer(() => void outside.close());
      const { port } = outside.address() as AddressInfo;
      const html = [
        `<p>Our news <img src="http://${address}:${port}/banner.png?id=42" alt="Banner"></p>`,
        `<img src="http://127.0.0.1:${port}/inside.png" srcset="http://${address}:${port}/set.png 2x">`,
        `<div style="background:url(http://${address}:${port}/css.png)">x</div>`,
        `<p><a href="http://${address}:${port}/pay">www.acme.example</a></p>`,
      ].join('');
      await bed.deliver('agent3', mailWith({ subject: 'News', html }, []));
      await using desktop = await startDesktop();
      await answerDialogs(desktop, '/nowhere');
      await openMailbox(desktop, 'agent3');
      const view = await desktop.view();
      const here = view.url();
      const line = view.getByRole('region', { name: 'Timeline' });
      await line.getByRole('button', { name: 'Show as it was sent' }).click();
      const frame = line.frameLocator('iframe');
      await frame.getByText('Our news').waitFor();
      await line.getByRole('button', { name: 'Load pictures' }).waitFor();
      // Whatever was to be asked for would have been by now.
      await new Promise((done) => setTimeout(done, 1_000));
      expect(asked).toEqual([]);
      await line.getByRole('button', { name: 'Load pictures' }).click();
      await until(() => frame.getByAltText('Banner').evaluate((image: HTMLImageElement) => image.naturalWidth === 60), 'the picture');
      expect(asked.map(({ url }) => url)).toEqual(['/banner.png?id=42']);
      expect(asked[0]?.headers).not.toHaveProperty('referer');
      expect(asked[0]?.headers).not.toHaveProperty('cookie');

      await frame.getByText('www.acme.example').click();
      const dialog = view.getByRole('dialog');
      await dialog.getByText(`the link leads to ${address}:${port}`).waitFor();
      await dialog.getByRole('button', { name: 'Open in the browser' }).click();
      const opened = () => desktop.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
      await until(async () => (await opened()).length === 1, 'the browser is asked');
      expect(await opened()).toEqual([`http://${address}:${port}/pay`]);
      expect(asked).toHaveLength(1);
      expect(view.url()).toBe(here);
      // Whoever looks into the frame from outside tries a script in it, in vain.
      expect(desktop.faults.filter((fault) => !fault.includes("Blocked script execution in 'about:srcdoc'"))).toEqual([]);
    },
  );
});
