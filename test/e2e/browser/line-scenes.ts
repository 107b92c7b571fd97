import { buildContact } from '../../fakes/desk-world.ts';
import { buildInboxRow } from '../../fakes/inbox-world.ts';
import { buildLongLine, buildMail, buildMixedLine } from '../../fakes/line-world.ts';
import type { OpenDesk } from './desk-browser.ts';
import type { Scene } from './desk-scenes.ts';

const longName = 'Dr.-Ing. Maximiliane Freifrau von Hohenfels-Schwarzenbach zu Oberstaufen-Kirchheimbolanden';

/** Where there is a mailbox the desk opens with the inbox. */
export const goToCalls = ({ page }: OpenDesk): Promise<void> => page.getByRole('button', { name: /^(Calls|Anrufe)/ }).click();

async function openFirst(desk: OpenDesk): Promise<void> {
  const { page } = desk;
  await goToCalls(desk);
  await page.locator('[data-list-row]').first().click();
  await page.locator('main [data-entry]').first().waitFor();
  await page.mouse.move(640, 790);
}

export const lineScenes: Readonly<Record<string, Scene>> = {
  line: { world: () => ({ entries: buildMixedLine() }), act: openFirst },
  'line-mails': {
    world: () => ({ entries: buildMixedLine() }),
    act: async (desk) => {
      await openFirst(desk);
      await desk.page.getByRole('radio', { name: /^E-Mail \d/i }).click();
      await desk.page.mouse.move(640, 790);
    },
  },
  'line-conversation': {
    world: () => ({ entries: buildMixedLine() }),
    act: async (desk) => {
      await openFirst(desk);
      await desk.page
        .getByRole('button', { name: /^\d in (this|dieser)/ })
        .last()
        .click();
      await desk.page.getByRole('button', { name: /^(Back to everything|Zurück zu allem)$/ }).waitFor();
      await desk.page.mouse.move(640, 790);
    },
  },
  'line-opened': {
    world: () => {
      const entries = buildMixedLine();
      const last = entries.findLast((entry) => entry.kind === 'message' && entry.subject?.includes('Router'))!;
      return { entries, inbox: [buildInboxRow({ conversationId: last.conversationId, lastId: last.id, lastAt: last.at, subject: 'Router' })] };
    },
    act: async ({ page }) => {
      await page.locator('[data-list-row]').first().click();
      await page.getByRole('button', { name: /^(Reply to|Maren Schulte antworten)/ }).waitFor();
      await page.mouse.move(640, 790);
    },
  },
  'line-none-shown': {
    world: () => ({ entries: buildMixedLine().filter(({ kind }) => kind !== 'note') }),
    act: async (desk) => {
      await openFirst(desk);
      await desk.page.getByRole('radio', { name: /^(Notes|Notizen)/ }).click();
      await desk.page.getByRole('button', { name: /^(Show everything|Alles zeigen)$/ }).waitFor();
    },
  },
  'line-many': {
    world: () => {
      const entries = buildLongLine(100_000);
      const unread = entries.map((entry, n) => (n % 20_000 === 8_000 && entry.kind === 'message' ? { ...entry, isUnread: true } : entry));
      return { entries: unread };
    },
    act: openFirst,
  },
  'line-date': {
    world: () => ({ entries: buildLongLine(400) }),
    act: async (desk) => {
      await openFirst(desk);
      await desk.page.keyboard.press('g');
      await desk.page.getByRole('dialog').waitFor();
    },
  },
  'line-middle': {
    world: () => ({ entries: buildLongLine(2_000) }),
    act: async (desk) => {
      await openFirst(desk);
      await goTo(desk, new Date(Date.now() - 100 * 86_400_000));
    },
  },
  'line-long-names': {
    world: () => ({
      contacts: [buildContact({ name: longName, company: longName, email: 'm.schulte@example.org' })],
      entries: buildMixedLine().map((entry) =>
        entry.kind === 'message'
          ? buildMail(entry.at, entry.conversationId, {
              ...entry,
              subject: `${longName}: ${entry.subject}`,
              from: { name: longName, address: `${'a'.repeat(60)}@example.org` },
            })
          : { ...entry, agentName: longName },
      ),
    }),
    act: openFirst,
  },
};

/** By the keyboard alone, as an agent goes to a date. */
export async function goTo({ page }: OpenDesk, date: Date): Promise<void> {
  await page.keyboard.press('g');
  const field = page.locator('[name="line-date"]');
  await field.waitFor();
  await field.fill(`${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`);
  await field.press('Enter');
  await field.waitFor({ state: 'detached' });
}
