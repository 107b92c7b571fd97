import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectBaresip, type Baresip } from './baresip.ts';
import { listening, startServer } from './process.ts';

export const configFolder = join(import.meta.dirname, 'config');

export interface Phone extends Baresip {
  readonly pid: number;
}

const controlPorts = { dave: 4444, erin: 4445, gina: 4446 } as const;
export type PhoneName = keyof typeof controlPorts;

/** dave sends 440 Hz, erin 660 Hz, gina 1,700 Hz. `accounts`: which file of config/ says where it registers and how it answers. */
export async function startPhone(
  stack: AsyncDisposableStack,
  { run, name, accounts = `${name}.accounts` }: { readonly run: string; readonly name: PhoneName; readonly accounts?: string },
): Promise<Phone> {
  const folder = join(run, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'config'), readFileSync(join(configFolder, `${name}.config`), 'utf8').replaceAll('{{run}}', run));
  writeFileSync(join(folder, 'accounts'), readFileSync(join(configFolder, accounts)));
  writeFileSync(join(folder, 'contacts'), '');
  const { pid } = stack.use(startServer(name, ['baresip', '-f', folder], join(run, `${name}.log`)));
  const port = controlPorts[name];
  await listening(port);
  return Object.assign(stack.use(await connectBaresip(port)), { pid });
}
