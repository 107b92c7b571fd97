import { describe, expect, it } from 'vitest';
import { dominantDialog, nothingSeen, readDialogInfo, withDialogInfo, type DialogView } from '../../../../main/voice/events/dialog-info.ts';
import { readMessageSummary } from '../../../../main/voice/events/message-summary.ts';
import { readPresence } from '../../../../main/voice/events/pidf.ts';

const dialogInfo = (version: number, dialogs: string, state = 'full'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="${state}" entity="sip:201@pbx.test">${dialogs}</dialog-info>`;
const dialog = (id: string, state: string, more = '', inside = ''): string => `<dialog id="${id}" ${more}><state>${state}</state>${inside}</dialog>`;

function seen(...bodies: string[]): { view: DialogView; missing: number } {
  let view = nothingSeen;
  let missing = 0;
  for (const body of bodies) {
    const info = readDialogInfo(body);
    if (!info) throw new Error('no dialog-info');
    const next = withDialogInfo(view, info);
    view = next.view;
    if (next.isMissing) missing += 1;
  }
  return { view, missing };
}

describe('a message summary (RFC 3842)', () => {
  it('tells of messages waiting and counts them', () => {
    const body = 'Messages-Waiting: yes\r\nMessage-Account: sip:*97@pbx.test\r\nVoice-Message: 2/8 (0/2)\r\n\r\nTo: <alice@pbx.test>\r\n';
    expect(readMessageSummary(body)).toEqual({ isWaiting: true, newCount: 2, oldCount: 8, account: 'sip:*97@pbx.test' });
  });

  it('needs neither counts nor an account, nor a certain case or end of line', () => {
    expect(readMessageSummary('messages-waiting:NO\n')).toEqual({ isWaiting: false, newCount: null, oldCount: null, account: null });
  });

  it.each(['', 'Voice-Message: 2/8', 'Messages-Waiting: maybe', '<xml/>', `Messages-Waiting: yes\r\n${'X-Noise: 1\r\n'.repeat(5_000)}`])(
    'is not made of %.20j',
    (body) => expect(readMessageSummary(body)).toBeNull(),
  );
});

describe('dialogs of a watched phone (RFC 4235)', () => {
  it('knows a free phone, one that rings, one that calls and one that talks', () => {
    const state = (dialogs: string): string => dominantDialog(seen(dialogInfo(0, dialogs)).view).state;
    expect(state('')).toBe('free');
    expect(state(dialog('a', 'terminated'))).toBe('free');
    expect(state(dialog('a', 'early', 'direction="recipient"'))).toBe('ringing');
    expect(state(dialog('a', 'early', 'direction="initiator"'))).toBe('on-call');
    expect(state(dialog('a', 'trying'))).toBe('on-call');
    expect(state(dialog('a', 'confirmed'))).toBe('on-call');
    expect(state(dialog('a', 'confirmed') + dialog('b', 'early', 'direction="recipient"'))).toBe('on-call');
  });

  it('reads who rings and how the dialog is named', () => {
    const inside = '<remote><identity display="Maren &amp; Co">sip:+49301@pbx.test</identity><target uri="sip:x@192.0.2.1"/></remote>';
    const body = dialogInfo(0, dialog('a', 'early', 'call-id="c@1" local-tag="l" remote-tag="r" direction="recipient"', inside));
    expect(dominantDialog(seen(body).view).dialog).toMatchObject({
      remote: 'Maren & Co',
      remoteUri: 'sip:+49301@pbx.test',
      callId: 'c@1',
      localTag: 'l',
      remoteTag: 'r',
    });
  });

  it('takes prefixes of namespaces as they come', () => {
    const body =
      '<d:dialog-info xmlns:d="urn:ietf:params:xml:ns:dialog-info" version="3" state="full"><d:dialog id="1"><d:state>confirmed</d:state></d:dialog></d:dialog-info>';
    expect(dominantDialog(seen(body).view).state).toBe('on-call');
  });

  it('puts partial state into what is known, and forgets what has ended', () => {
    const { view, missing } = seen(
      dialogInfo(0, dialog('a', 'confirmed')),
      dialogInfo(1, dialog('b', 'early', 'direction="recipient"'), 'partial'),
      dialogInfo(2, dialog('a', 'terminated'), 'partial'),
    );
    expect(view.dialogs.map(({ id }) => id)).toEqual(['b']);
    expect(missing).toBe(0);
  });

  it('notices what never came, and passes over what is older', () => {
    expect(seen(dialogInfo(1, dialog('a', 'confirmed'), 'partial'))).toEqual({ view: nothingSeen, missing: 1 });
    const gap = seen(dialogInfo(0, ''), dialogInfo(2, dialog('a', 'confirmed'), 'partial'));
    expect(gap.missing).toBe(1);
    const old = seen(dialogInfo(4, dialog('a', 'confirmed')), dialogInfo(3, dialog('a', 'terminated'), 'partial'));
    expect(dominantDialog(old.view).state).toBe('on-call');
  });

  it.each([
    '',
    'not xml',
    '<presence/>',
    '<dialog-info version="x"/>',
    dialogInfo(0, '<dialog id="a"><state>confirmed</state>'),
    '<!DOCTYPE a [<!ENTITY b "cccc">]><dialog-info version="0" state="full"><dialog id="1"><state>&b;</state></dialog></dialog-info>',
    dialogInfo(0, `<!-- ${'x'.repeat(70_000)} -->`),
    dialogInfo(0, '<a/>'.repeat(3_000)),
  ])('reads nothing from %.40j', (body) => expect(readDialogInfo(body)).toBeNull());
});

describe('presence (RFC 3863, RFC 4480)', () => {
  const presence = (inside: string): string =>
    `<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="pres:bob@pbx.test">${inside}</presence>`;

  it('is open where one of the devices is', () => {
    const tuple = (basic: string): string => `<tuple id="${basic}"><status><basic>${basic}</basic></status></tuple>`;
    expect(readPresence(presence(tuple('closed') + tuple('open')))?.isOpen).toBe(true);
    expect(readPresence(presence(tuple('closed')))?.isOpen).toBe(false);
    expect(readPresence(presence(''))?.isOpen).toBeNull();
  });

  it('reads what somebody does, and their words, but not the server’s', () => {
    const person = (activity: string): string => `<dm:person id="p"><rpid:activities><rpid:${activity}/></rpid:activities></dm:person>`;
    expect(readPresence(presence(`${person('lunch')}<note>back at two</note>`))).toMatchObject({ activity: 'away', note: 'back at two' });
    expect(readPresence(presence(`${person('on-the-phone')}<note>On the phone</note>`))).toMatchObject({ activity: 'on-call', note: null });
    const status = '<person><status><rpid:activities><rpid:busy/></rpid:activities></status></person>';
    expect(readPresence(presence(status))?.activity).toBe('busy');
  });

  it.each(['', '<dialog-info/>', '<presence>', presence('<note>&unknown;</note>')])('reads nothing from %.40j', (body) =>
    expect(readPresence(body)).toBeNull(),
  );
});
