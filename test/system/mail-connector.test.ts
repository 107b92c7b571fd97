import { afterAll, beforeAll } from 'vitest';
import { describeConnector } from '../connectors/describe-connector.ts';
import { createMailProviderWorld } from './scenes/mail-provider-world.ts';
import { startFaultyMta, type FaultyMta } from './testbed/faulty-mta.ts';
import { startMailbed, type Mailbed } from './testbed/mailbed.ts';

let bed: Mailbed;
let mta: FaultyMta;
beforeAll(async () => {
  bed = await startMailbed();
  mta = await startFaultyMta();
});
afterAll(async () => {
  await mta[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

describeConnector('email-imap', () => createMailProviderWorld({ bed, mta }));
