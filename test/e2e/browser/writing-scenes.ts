import { accountIdSchema, draftIdSchema } from '../../../contract/model/ids.ts';
import { fileIdSchema, type MailDraft } from '../../../contract/model/draft.ts';
import { buildMailAccount, marenId, type DeskWorld } from '../../fakes/desk-world.ts';
import type { OpenDesk } from './desk-browser.ts';
import type { Scene } from './desk-scenes.ts';

type World = () => Partial<DeskWorld>;
type Act = (desk: OpenDesk) => Promise<void>;

const accountId = accountIdSchema.parse(9);
const signature = 'Lea Winter\nACME Support';

const accounts = () => [
  buildMailAccount({ signature }),
  buildMailAccount({ id: accountIdSchema.parse(10), label: 'Sales', address: 'sales@example.org', signature: 'ACME Sales' }),
];

export function buildMailDraft(fields: Partial<MailDraft> = {}, content: Partial<MailDraft['content']> = {}): MailDraft {
  const whole = {
    accountId,
    to: [{ name: 'Maren Schulte', address: 'm.schulte@example.org' }],
    cc: [],
    bcc: [],
    subject: 'Your power adapter',
    html: '<div>Dear Ms Schulte,</div><div><br></div><div>the <b>right</b> adapter leaves our house <i>today</i>:</div><ul><li>12 V, 2 A</li><li>with the <a href="https://example.org/plug">round plug</a></li></ul><div><br></div><div class="signature"><div>--&nbsp;</div><div>Lea Winter</div><div>ACME Support</div></div>',
    sendAt: null,
    ...content,
  };
  const base = { id: draftIdSchema.parse(1), contactId: marenId, kind: 'new', answersId: null, savedAt: Date.now() - 60_000 } as const;
  return { ...base, files: [], subject: whole.subject, content: whole, ...fields };
}

const file = (n: number, name: string, fields: Partial<MailDraft['files'][number]> = {}): MailDraft['files'][number] => ({
  id: fileIdSchema.parse(String(n).repeat(32)),
  name,
  mediaType: 'application/pdf',
  sizeBytes: 84_000 * n,
  receivedBytes: 84_000 * n,
  contentId: null,
  isFetchedLater: false,
  ...fields,
});

async function press(desk: OpenDesk, name: RegExp): Promise<void> {
  await desk.page.getByRole('button', { name }).last().click();
  await desk.page.getByTestId('mail-text').waitFor();
}

/** The composer in its states. */
export function writingScenes(withMails: World, openMaren: Act): Readonly<Record<string, Scene>> {
  const world = (): Partial<DeskWorld> => ({ ...withMails(), channelAccounts: accounts() });
  const withDraft = (draft: MailDraft): Partial<DeskWorld> => ({ ...world(), mailDrafts: [draft] });
  const openDraft: Act = async (desk) => {
    await openMaren(desk);
    await desk.page.getByRole('radio', { name: /^E-[Mm]ail · (Draft|Entwurf)$/ }).click();
    await desk.page.getByTestId('mail-text').waitFor();
  };
  return {
    'mail-writing': {
      world,
      act: async (desk) => {
        await openMaren(desk);
        await press(desk, /^(Reply|Antworten)$/);
      },
    },
    'mail-writing-draft': {
      world: () =>
        withDraft(
          buildMailDraft(
            {
              files: [
                file(1, 'delivery-note.pdf'),
                file(9, 'a-picture-with-a-rather-long-name-of-the-power-adapter.jpeg'),
                file(3, 'cut.bin', { receivedBytes: 1 }),
              ],
            },
            { cc: [{ name: 'Jonas Okafor', address: 'jonas@example.org' }], sendAt: Date.now() + 3 * 86_400_000 },
          ),
        ),
      act: openDraft,
    },
    'mail-writing-wrong': {
      world: () => withDraft(buildMailDraft({}, { to: [{ name: null, address: 'm.schulte(at)example.org' }] })),
      act: async (desk) => {
        await openDraft(desk);
        await desk.page.locator('[name="mail-to"]').fill('mar');
        await desk.page.getByRole('option').first().waitFor();
      },
    },
    'mail-writing-attachment-forgotten': {
      world: () => withDraft(buildMailDraft({}, { html: '<div>Please see the attached photo.</div>' })),
      act: async (desk) => {
        await openDraft(desk);
        await desk.page.getByTestId('mail-text').press('Control+Enter');
        await desk.page.locator('[role="alert"][data-kind="attachment"]').waitFor();
      },
    },
    'mail-writing-later': {
      world: () => withDraft(buildMailDraft()),
      act: async (desk) => {
        await openDraft(desk);
        await desk.page.getByRole('button', { name: /^(Send later|Später senden)$/ }).click();
        await desk.page.getByRole('menu').waitFor();
      },
    },
    'mail-writing-later-chosen': {
      world: () => withDraft(buildMailDraft()),
      act: async (desk) => {
        await openDraft(desk);
        await desk.page.getByRole('button', { name: /^(Send later|Später senden)$/ }).click();
        await desk.page.getByRole('menuitem').last().click();
        await desk.page.getByRole('dialog').waitFor();
      },
    },
  };
}
