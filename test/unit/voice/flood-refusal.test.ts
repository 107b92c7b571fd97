import { describe, expect, it } from 'vitest';
import { glimpseFrom, isAckOfUnread, refuseUnread } from '../../../main/voice/flood-refusal.ts';

const head = [
  'INVITE sip:k3@10.0.0.5;transport=ws SIP/2.0',
  'Via: SIP/2.0/WS proxy.test;branch=z9hG4bK1',
  'v: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK2;rport=5060',
  'Max-Forwards: 69',
  'From: "Mallory" <sip:Mallory@Mallory.test;x=1>;tag=far',
  't: <sip:alice@sip.test>',
  'Call-ID: one',
  'CSeq: 7 INVITE',
  'Content-Length: 4',
];
const write = (lines: readonly string[]): string => [...lines, '', 'v=0\n'].join('\r\n');
const changed = (from: string, to: string): string => write(head).replace(from, to);

describe('a call of a flood', () => {
  it('is refused with what its server must find again', () => {
    expect(refuseUnread(write(head))).toBe(
      [
        'SIP/2.0 486 Busy Here',
        'Via: SIP/2.0/WS proxy.test;branch=z9hG4bK1',
        'Via: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK2;rport=5060',
        'From: "Mallory" <sip:Mallory@Mallory.test;x=1>;tag=far',
        'To: <sip:alice@sip.test>;tag=refused',
        'Call-ID: one',
        'CSeq: 7 INVITE',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  });

  it.each([
    ['within a call', changed('t: <sip:alice@sip.test>', 't: <sip:alice@sip.test>;tag=ours')],
    ['of another kind', write(head).replaceAll('INVITE', 'OPTIONS')],
    ['folded', changed('Call-ID: one', 'Call-ID:\r\n one')],
    ['with no end', head.join('\r\n')],
    ['without Via', write(head.filter((line) => !/^v/i.test(line)))],
    ['without Call-ID', changed('Call-ID: one\r\n', '')],
    ['with two of From', changed('Call-ID: one', 'f: <sip:bob@sip.test>\r\nCall-ID: one')],
    ['with a CSeq of something else', changed('CSeq: 7 INVITE', 'CSeq: 7 BYE')],
    ['whose Call-ID stands in its body', changed('Call-ID: one\r\n', '').replace('v=0', 'Call-ID: one')],
  ])('is read all the same where it is one %s', (_what, message) => {
    expect(refuseUnread(message)).toBeNull();
  });

  it('is known again by its caller, however that is written', () => {
    expect(glimpseFrom(write(head))).toBe('sip:mallory@mallory.test');
    expect(glimpseFrom(changed('"Mallory" <sip:Mallory@Mallory.test;x=1>', 'sip:bob@sip.test'))).toBe('sip:bob@sip.test');
    expect(glimpseFrom('INVITE sip:x SIP/2.0\r\n\r\n')).toBe('');
  });

  it('its ACK is none of a call that is up', () => {
    const ack = changed('t: <sip:alice@sip.test>', 'To: <sip:alice@sip.test>;tag=refused').replaceAll('INVITE', 'ACK');
    expect(isAckOfUnread(ack)).toBe(true);
    expect(isAckOfUnread(ack.replace('refused', 'refused2'))).toBe(false);
    expect(isAckOfUnread(ack.replaceAll('ACK', 'BYE'))).toBe(false);
  });
});
