import { describe, expect, it } from 'vitest';
import { readReport } from '../../../main/connectors/email-imap/delivery-report.ts';

const part = (contentType: string, ...lines: readonly string[]) => ({ contentType, content: Buffer.from(lines.join('\r\n')) });
const status = (...lines: readonly string[]) => part('message/delivery-status', ...lines);
const original = part('message/rfc822-headers', 'From: desk@example.org', 'Message-ID: <ours@example.org>', '');

describe('a delivery status notification', () => {
  it('of several recipients tells the worst, with its reason', () => {
    const blocks = [
      'Reporting-MTA: dns; x',
      '',
      'Action: delivered',
      'Status: 2.0.0',
      '',
      'Action: failed',
      'Status: 5.2.2',
      'Diagnostic-Code: smtp; full',
    ];
    expect(readReport([status(...blocks), original])).toEqual({ outcome: 'failed', messageId: 'ours@example.org', status: '5.2.2', said: 'full' });
  });

  it.each([
    ['failed', 'failed'],
    ['Failed', 'failed'],
    ['delayed', 'delayed'],
    ['delivered', 'delivered'],
    ['relayed', null],
    ['expanded', null],
  ])('action %s', (action, outcome) => {
    expect(readReport([status('Reporting-MTA: dns; x', '', `Action: ${action}`, 'Status: 2.0.0'), original])?.outcome ?? null).toBe(outcome);
  });

  it('without the head of the original is known by the name we gave its envelope', () => {
    expect(readReport([status('Original-Envelope-Id: t1.a+2Bb@example.org', '', 'Action: failed')])?.messageId).toBe('t1.a+b@example.org');
    expect(readReport([status('Original-Envelope-Id: QQ314159', '', 'Action: failed')])?.messageId).toBeNull();
  });

  it('without an action says no; a mail without a status is none', () => {
    expect(readReport([status('Status: 5.0.0'), original])?.outcome).toBe('failed');
    expect(readReport([original])).toBeNull();
  });
});

describe('a receipt (RFC 8098)', () => {
  const notification = (disposition: string) =>
    part(
      'message/disposition-notification',
      'Final-Recipient: rfc822; maren@example.net',
      'Original-Message-ID: <ours@example.org>',
      `Disposition: ${disposition}`,
    );

  it('says that it was shown, and so delivered', () => {
    expect(readReport([notification('manual-action/MDN-sent-manually; displayed')])).toMatchObject({
      outcome: 'delivered',
      messageId: 'ours@example.org',
    });
  });

  it('that says no more than that nothing is said is none', () => {
    expect(readReport([notification('automatic-action/MDN-sent-automatically; denied')])).toBeNull();
  });
});
