import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ColleagueState, Colleagues } from '../../contract/model/colleague.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { ask, until } from '../e2e/harness/remote-desk.ts';
import { headerOf } from '../fakes/test-registrar.ts';
import { alice, signIn } from './scenes/agent-call.ts';
import { startStranger, type Stranger } from './testbed/stranger.ts';
import { startTestbed, type Testbed } from './testbed/testbed.ts';

let bed: Testbed;
let carol: Stranger;
let desktop: Desktop;
let accountId: AccountId;
beforeAll(async () => {
  bed = await startTestbed();
  carol = await startStranger('carol', 'carol-pw');
});
afterAll(async () => {
  await carol[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});
beforeEach(async () => {
  desktop = await startDesktop();
  await signIn(desktop, { ...alice, colleagues: [{ name: 'Carol', address: 'carol' }] });
  const [account] = (await ask(desktop, 'accounts.list', {})).accounts;
  if (!account) throw new Error('no account');
  accountId = account.id;
});
afterEach(() => desktop[Symbol.asyncDispose]());

const read = (): Promise<Colleagues> => ask(desktop, 'colleagues.read', {});
async function carolIs(state: ColleagueState, withinMs = 1_000): Promise<void> {
  await until(async () => (await read()).colleagues[0]?.state === state, `Carol ${state}`, withinMs);
}

/** What the server gave each publication for a name (RFC 3903 §6). */
const tags = new Map<string, string>();

/** As a phone tells of itself: anew in place of what it told before. */
async function publish(event: string, type: string, body: string, whom = 'carol'): Promise<void> {
  const tag = tags.get(event);
  const lines = [`Event: ${event}`, 'Expires: 600', ...(tag ? [`SIP-If-Match: ${tag}`] : [])];
  const answer = await carol.ask('PUBLISH', whom, { lines, type, sdp: body });
  expect(answer).toMatch(/^SIP\/2\.0 200/);
  tags.set(event, headerOf(answer, 'SIP-ETag') ?? '');
}
const dialogType = 'application/dialog-info+xml';
const dialogInfo = (state: string): string =>
  `<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:carol@sip.test"><dialog id="1" call-id="abc" local-tag="callee" remote-tag="caller" direction="recipient"><state>${state}</state><remote><identity display="Dora">sip:carol@sip.test</identity></remote></dialog></dialog-info>`;

describe('at kamailio', () => {
  it('a colleague’s phone is seen to ring and to talk within a second, and their presence when it is free', async () => {
    await publish('dialog', dialogType, dialogInfo('early'));
    await carolIs('ringing', 10_000);
    expect((await read()).colleagues[0]).toMatchObject({ caller: 'Dora', canPickUp: true });
    await publish('dialog', dialogType, dialogInfo('confirmed'));
    await carolIs('on-call');
    await publish('dialog', dialogType, dialogInfo('terminated'));
    await carolIs('free');
    const lunch =
      '<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:carol@sip.test"><tuple id="t"><status><basic>open</basic></status></tuple><dm:person id="p"><rpid:activities><rpid:lunch/></rpid:activities></dm:person></presence>';
    await publish('presence', 'application/pidf+xml', lunch);
    await carolIs('away');
  });

  it('a message in the voice mailbox is told', async () => {
    const body = 'Messages-Waiting: yes\r\nMessage-Account: sip:*97@sip.test\r\nVoice-Message: 2/1 (0/0)\r\n';
    await publish('message-summary', 'application/simple-message-summary', body, 'alice');
    const [voicemail] = await until(async () => {
      const { voicemails } = await read();
      return voicemails.length > 0 && voicemails;
    }, 'a message');
    expect(voicemail).toEqual({ accountId, isWaiting: true, newCount: 2, oldCount: 1, number: '*97' });
  });
});
