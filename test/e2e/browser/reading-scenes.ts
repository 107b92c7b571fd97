import type { MediaLook, MediaState } from '../../../contract/model/media.ts';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { accountIdSchema } from '../../../contract/model/ids.ts';
import { entryIdAt } from '../../builders.ts';
import { buildWorld, type DeskWorld } from '../../fakes/desk-world.ts';
import { pdfOf } from '../../fakes/pdf.ts';
import { pngOf } from '../../fakes/pictures.ts';
import type { OpenDesk } from './desk-browser.ts';
import type { Scene } from './desk-scenes.ts';

const mailAccountId = accountIdSchema.parse(9);
const remoteUrl = 'https://pictures.example.org/banner.png';

const files = [
  ['delivery-note.pdf', 'application/pdf', 84_000],
  ['router.png', 'image/png', 212_000],
  ['line-log.txt', 'text/plain', 1_400_000],
  ['recording-of-the-line.mp4', 'video/mp4', 80_000_000],
  ['invoice.pdf.exe', 'application/octet-stream', 412_000],
  ['photo\u202Egpj.scr', 'application/octet-stream', 96_000],
  ['winmail.dat', 'application/ms-tnef', 24_000],
] as const;

const html = `<h2 style="margin-top:0">Your order</h2><p>The router as it arrived: <img src="cid:router@example.org" alt="The router" width="120"></p>
<p>Please confirm at <a href="https://login.acme-support.example.net/confirm?id=4471">www.acme.example.org</a>, or write to <a href="mailto:maren@example.org?subject=Order">Maren</a>.</p>
<p><img data-remote="${remoteUrl}" alt="Banner" width="300" height="60"></p>
<table border="1" cellpadding="4"><tr><td>Router AX-3</td><td align="right">1</td></tr><tr><td>Power adapter</td><td align="right">0</td></tr></table>`;
const source = [
  'Received: from mx.example.org (mx.example.org [203.0.113.7])',
  '\tby mail.acme.example with ESMTPS id 4471; Mon, 23 Nov 2026 09:12:44 +0000',
  'From: "Maren Schulte" <m.schulte@example.org>',
  'To: support@example.org',
  'Subject: =?utf-8?q?Power_adapter?=',
  'Date: Mon, 23 Nov 2026 10:12:40 +0100',
  'Message-ID: <4471@example.org>',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'The adapter is missing in the parcel. Could you send it separately?',
].join('\r\n');

function withMedia(fields: Partial<MessageEntry> = {}, page = html): Partial<DeskWorld> {
  const world = buildWorld();
  const template = world.entries.find((entry) => entry.kind === 'message')!;
  const at = Date.now() - 60_000;
  const entryId = entryIdAt(at);
  const entry: MessageEntry = {
    ...template,
    id: entryId,
    at,
    accountId: mailAccountId,
    subject: 'Power adapter',
    text: 'The adapter is missing in the parcel. Could you send it separately?',
    hasHtml: true,
    from: { name: 'Maren Schulte', address: 'm.schulte@example.org' },
    attachments: files.map(([name, mediaType, sizeBytes], index) => ({ index, name, mediaType, sizeBytes, isInline: false })),
    ...fields,
  };
  const here = (part: string, bytes: Buffer, look: MediaLook): DeskWorld['media'][number] => ({
    state: { entryId, part, state: 'here', sizeBytes: bytes.length, look },
    bytes,
  });
  const state = (part: string, rest: object): DeskWorld['media'][number] => ({ state: { entryId, part, ...rest } as MediaState });
  const picture = pngOf(640, 400);
  const pictureLook = { kind: 'picture', mediaType: 'image/png', width: 640, height: 400 } as const;
  return {
    entries: [...world.entries.slice(0, 2), entry],
    html: { [entryId]: page },
    media: [
      here('0', pdfOf('Delivery note 4471-22', 'Page two'), { kind: 'pdf' }),
      { ...here('1', picture, pictureLook), contentId: 'router@example.org' },
      here('2', Buffer.from('20:14:02 link down\n20:24:40 link up\n'.repeat(60)), { kind: 'text', charset: 'utf-8' }),
      state('3', { state: 'fetching', doneBytes: 31_000_000, totalBytes: 80_000_000 }),
      here('4', Buffer.from('MZ'), { kind: 'other' }),
      state('5', { state: 'failed', failure: { reason: 'media-offline', technical: 'ECONNREFUSED' } }),
      here('6', Buffer.from('x'), { kind: 'packed' }),
      here('source', Buffer.from(source), { kind: 'text', charset: 'utf-8' }),
      here('remote.00000000000000000000000000000001', pngOf(300, 60, [11, 107, 67]), {
        kind: 'picture',
        mediaType: 'image/png',
        width: 300,
        height: 60,
      }),
    ],
    unpacked: {
      text: 'Dear Lea,\nthe offer is inside.\n\nMaren',
      files: [
        { part: '6.0', name: 'Offer March 2026.pdf', mediaType: 'application/pdf', sizeBytes: 64_000 },
        { part: '6.1', name: 'price-list.xlsm', mediaType: 'application/vnd.ms-excel', sizeBytes: 18_000 },
      ],
    },
  };
}

async function openMaren({ page }: OpenDesk): Promise<void> {
  await page.getByRole('button', { name: 'Maren Schulte', exact: true }).first().click();
  await page.getByRole('heading', { name: 'Maren Schulte' }).waitFor();
  await page.mouse.move(640, 790);
}

const open = (name: string, shows: string) => async (desk: OpenDesk) => {
  await openMaren(desk);
  await desk.page.getByRole('button', { name: new RegExp(`^(Open ${name}|${name}.* öffnen$)`) }).click();
  await desk.page.getByRole('dialog').locator(shows).first().waitFor();
  await desk.page.mouse.move(640, 790);
};

async function showFormatted(desk: OpenDesk): Promise<void> {
  await openMaren(desk);
  await desk.page.getByRole('button', { name: /^(Show as it was sent|Wie gesendet zeigen)$/ }).click();
  await desk.page.frameLocator('main iframe').locator('body > *').first().waitFor();
}

/** What others sent, as it is read. */
export const readingScenes: Readonly<Record<string, Scene>> = {
  'mail-attachments': { world: withMedia, act: openMaren },
  'mail-spoofed': {
    world: () =>
      withMedia({
        from: { name: 'ceo@acme.example', address: 'm.schulte@example.org' },
        replyTo: [{ name: null, address: 'collect@elsewhere.example.net' }],
        attachments: [],
        hasHtml: false,
      }),
    act: openMaren,
  },
  'mail-formatted': {
    world: withMedia,
    act: async (desk) => {
      await showFormatted(desk);
      await desk.page.frameLocator('main iframe').locator('img[src^="data:"]').first().waitFor();
    },
  },
  'mail-pictures': {
    world: () => ({
      ...withMedia(),
      remotePictures: { isAllowed: true, pictures: [{ url: remoteUrl, part: 'remote.00000000000000000000000000000001' }] },
    }),
    act: async (desk) => {
      await showFormatted(desk);
      await desk.page.frameLocator('main iframe').locator('img[data-remote][src^="data:"]').waitFor();
    },
  },
  'mail-plain-look': {
    world: () => withMedia({ attachments: [] }, `<p>${'Without any colours of its own it takes those of the screen. '.repeat(90)}</p>`.repeat(3)),
    act: showFormatted,
  },
  'mail-link': {
    world: withMedia,
    act: async (desk) => {
      await showFormatted(desk);
      await desk.page.frameLocator('main iframe').getByText('www.acme.example.org').click();
      await desk.page.getByRole('dialog').waitFor();
    },
  },
  'viewer-picture': { world: withMedia, act: open('router.png', 'img') },
  'viewer-pdf': { world: withMedia, act: open('delivery-note.pdf', 'canvas[data-painted]') },
  'viewer-text': { world: withMedia, act: open('line-log.txt', 'pre') },
  'viewer-fetching': { world: withMedia, act: open('recording-of-the-line.mp4', '[role="progressbar"]') },
  'viewer-program': { world: withMedia, act: open('invoice.pdf.exe', '[role="status"]') },
  'viewer-offline': { world: withMedia, act: open('photo', '[role="alert"]') },
  'viewer-packed': { world: withMedia, act: open('winmail.dat', 'h3') },
  'viewer-source': {
    world: withMedia,
    act: async (desk) => {
      await openMaren(desk);
      await desk.page.getByRole('button', { name: /^(Source|Quelltext)$/ }).click();
      await desk.page.getByRole('dialog').locator('pre').waitFor();
    },
  },
  'settings-pictures': {
    world: () => ({ pictureSenders: [{ accountId: mailAccountId, address: 'news@example.org', allowedAt: Date.now() }] }),
    act: async ({ page }) => {
      await page.getByRole('button', { name: /^(Settings|Einstellungen)$/ }).click();
      await page.getByText('news@example.org').scrollIntoViewIfNeeded();
    },
  },
};
