import { expect, it } from 'vitest';
import { chooseDtmfTransport } from '../../../main/voice/dtmf-rule.ts';

function answer(payloads: string, ...maps: readonly string[]): string {
  return ['v=0', 'm=video 0 UDP/TLS/RTP/SAVPF 96', `m=audio 4000 UDP/TLS/RTP/SAVPF ${payloads}`, ...maps.map((map) => `a=rtpmap:${map}`), ''].join(
    '\r\n',
  );
}

it.each([
  ['PCMA with events at its rate', answer('8 101', '8 PCMA/8000', '101 telephone-event/8000'), 'RFC2833'],
  ['G.711 by its static number alone', answer('0 101', '101 telephone-event/8000'), 'RFC2833'],
  ['Opus with events at 8 kHz only', answer('111 126', '111 opus/48000/2', '126 telephone-event/8000'), 'INFO'],
  ['Opus with events at 48 kHz', answer('111 110 126', '111 opus/48000/2', '110 telephone-event/48000', '126 telephone-event/8000'), 'RFC2833'],
  ['no events at all', answer('8', '8 PCMA/8000'), 'INFO'],
  ['events that are mapped but not accepted', answer('8', '8 PCMA/8000', '101 telephone-event/8000'), 'INFO'],
  ['comfort noise before the codec', answer('13 0 101', '13 CN/8000', '0 PCMU/8000', '101 telephone-event/8000'), 'RFC2833'],
  ['nothing', '', 'INFO'],
] as const)('%s', (_, sdp, transport) => {
  expect(chooseDtmfTransport('auto', sdp)).toBe(transport);
});

it('the account has the last word', () => {
  expect(chooseDtmfTransport('info', answer('8 101', '8 PCMA/8000', '101 telephone-event/8000'))).toBe('INFO');
  expect(chooseDtmfTransport('rfc4733', answer('8', '8 PCMA/8000'))).toBe('RFC2833');
});
