import { expect, it } from 'vitest';
import { judgeEnd, type CallEnd } from '../../../main/voice/call-outcome.ts';
import type { SessionEnd, SipMessage } from '../../../main/voice/jssip-user-agent.ts';

function message(status: number, reasons: readonly string[] = []): SipMessage {
  const getHeaders = (name: string): string[] => (name === 'Reason' ? [...reasons] : []);
  return {
    method: 'INVITE',
    status_code: status,
    reason_phrase: '',
    call_id: 'x',
    from: { uri: { user: 'x', host: 'x', hasParam: () => false, getHeader: () => undefined } },
    body: undefined,
    refer_to: undefined,
    replaces: undefined,
    getHeaders,
    getHeader: (name) => getHeaders(name)[0],
    hasHeader: (name) => getHeaders(name).length > 0,
  };
}
const end = (originator: SessionEnd['originator'], cause: string, text: SessionEnd['message'] = null): SessionEnd => ({
  originator,
  cause,
  message: text,
});

const cases: readonly [string, SessionEnd, 'in' | 'out', { wasAnswered?: boolean; isAsked?: boolean }, CallEnd['result'], string | null][] = [
  ['the agent hangs up', end('local', 'Terminated'), 'out', { wasAnswered: true, isAsked: true }, 'answered', null],
  ['the other side hangs up', end('remote', 'Terminated'), 'in', { wasAnswered: true }, 'answered', null],
  ['the sound fails for good', end('local', 'RTP Timeout'), 'in', { wasAnswered: true }, 'answered', 'call-lost'],
  ['the peer knows it no longer', end('local', 'Dialog Error'), 'out', { wasAnswered: true }, 'answered', 'call-lost'],
  ['the agent declines', end('local', 'Rejected'), 'in', { isAsked: true }, 'declined', null],
  ['nobody answers for too long', end('local', 'No Answer'), 'in', {}, 'missed', null],
  ['the caller’s Expires is over', end('system', 'Expires'), 'in', {}, 'missed', null],
  ['the caller gives up', end('remote', 'Canceled', message(0)), 'in', {}, 'missed', null],
  [
    'somebody else answers',
    end('remote', 'Canceled', message(0, ['SIP;cause=200;text="Call completed elsewhere"'])),
    'in',
    {},
    'answered-elsewhere',
    null,
  ],
  [
    'somebody else answers, behind a gateway',
    end('remote', 'Canceled', message(0, ['Q.850;cause=26', 'SIP ;cause=200'])),
    'in',
    {},
    'answered-elsewhere',
    null,
  ],
  ['a gateway clears with Q.850 cause 200', end('remote', 'Canceled', message(0, ['Q.850;cause=200'])), 'in', {}, 'missed', null],
  ['answering fails in JsSIP, with a text for a message', end('system', 'Internal Error', 'createAnswer failed'), 'in', {}, 'failed', 'media-failed'],
  ['the caller’s offer cannot be read', end('system', 'WebRTC Error'), 'in', {}, 'failed', 'media-failed'],
  ['the answer finds no connection', end('system', 'Connection Error'), 'in', {}, 'failed', 'connection-lost'],
  ['the agent cancels', end('local', 'Canceled'), 'out', { isAsked: true }, 'cancelled', null],
  ['the agent cancels and the server confirms', end('remote', 'Canceled', message(487)), 'out', { isAsked: true }, 'cancelled', null],
  ['the connection breaks', end('local', 'Canceled'), 'out', {}, 'failed', 'connection-lost'],
  ['no offer can be made', end('local', 'WebRTC Error'), 'out', {}, 'failed', 'media-failed'],
  ['the answer has no sound', end('remote', 'Bad Media Description', message(200)), 'out', {}, 'failed', 'codec-mismatch'],
  ['the server says nothing', end('system', 'Request Timeout'), 'out', {}, 'unanswered', 'call-unanswered'],
  ['busy', end('remote', 'Busy', message(486)), 'out', {}, 'busy', 'callee-busy'],
  ['busy everywhere', end('remote', 'Busy', message(600)), 'out', {}, 'busy', 'callee-busy'],
  ['nobody there', end('remote', 'Unavailable', message(480)), 'out', {}, 'unanswered', 'callee-unavailable'],
  ['given up by the server', end('remote', 'Canceled', message(487)), 'out', {}, 'unanswered', 'call-unanswered'],
  ['declined', end('remote', 'Rejected', message(603)), 'out', {}, 'refused', 'call-declined'],
  ['declined, says the telephone network', end('remote', 'Unavailable', message(500, ['Q.850;cause=21'])), 'out', {}, 'failed', 'call-declined'],
  ['no such number', end('remote', 'Not Found', message(404)), 'out', {}, 'failed', 'number-unknown'],
];

it.each(cases)('%s', (...[, ended, direction, { wasAnswered = false, isAsked = false }, result, reason]) => {
  const outcome = judgeEnd(ended, { direction, wasAnswered, isAsked });
  expect({ result: outcome.result, reason: outcome.failure?.reason ?? null }).toEqual({ result, reason });
});
