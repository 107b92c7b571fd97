/** Pictures of every screen in every state, to be looked at: `node test/e2e/screens.ts [folder] [scene …]`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSettings } from '../fakes/desk-world.ts';
import { startDeskBrowser } from './browser/desk-browser.ts';
import { scenes, settle } from './browser/desk-scenes.ts';

const [folder = 'out/screens', ...wanted] = process.argv.slice(2);
const viewports = [
  { width: 1_280, height: 800 },
  { width: 1_920, height: 1_080 },
];
const looks = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'en' },
  { theme: 'light', language: 'de' },
  { theme: 'dark', language: 'de' },
] as const;

await mkdir(folder, { recursive: true });
await using desks = await startDeskBrowser();
for (const [name, { world, act }] of Object.entries(scenes)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const viewport of viewports) {
    for (const look of looks) {
      const scene = world?.() ?? {};
      await using desk = await desks.open({ ...scene, settings: { ...(scene.settings ?? buildSettings()), ...look } }, { viewport });
      await act?.(desk);
      await settle(desk);
      await desk.page.screenshot({ path: join(folder, `${name}-${viewport.width}-${look.theme}-${look.language}.png`) });
      if (desk.faults.length > 0) process.stderr.write(`${name}: ${desk.faults.join('\n')}\n`);
    }
  }
}
