import type { AccountTestResult } from '../../../contract/model/account.ts';
import type { RefusedCertificate } from '../../../contract/model/certificate.ts';
import type { Failure } from '../../../contract/model/failure.ts';
import { accountIdSchema } from '../../../contract/model/ids.ts';
import { openSettings } from './account-scenes.ts';
import type { Scene } from './desk-scenes.ts';
import type { OpenDesk } from './desk-browser.ts';

export const fingerprint = (byte: string): string => Array.from({ length: 32 }, () => byte).join(':');

export function buildCertificate(fields: Partial<RefusedCertificate> = {}): RefusedCertificate {
  return {
    subject: 'pbx.example.org',
    issuer: 'Example Works CA, Example Works',
    fingerprint: fingerprint('4B'),
    validFrom: Date.UTC(2026, 8, 1),
    validTo: Date.UTC(2027, 8, 1),
    before: null,
    offer: { fingerprint: fingerprint('A7'), authorityPem: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n' },
    ...fields,
  };
}

export const refused = (failure: Failure): AccountTestResult => ({
  isRegistered: false,
  steps: (['dns', 'tcp', 'tls', 'websocket', 'authentication', 'registered'] as const).map((step, n) => ({
    step,
    outcome: n < 2 ? ('passed' as const) : n === 2 ? ('failed' as const) : ('not-reached' as const),
    tookMs: 12,
  })),
  failure,
});

export const changed: Failure = {
  reason: 'tls-changed',
  technical: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  certificate: buildCertificate({
    issuer: 'pbx.example.org',
    before: fingerprint('11'),
    offer: { fingerprint: fingerprint('4B'), authorityPem: null },
  }),
};

export async function testAccount({ page }: OpenDesk): Promise<void> {
  await openSettings(page);
  await page
    .getByRole('button', { name: /^(Edit account|Konto bearbeiten)/ })
    .first()
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(Test|Prüfen|Testen|Ausprobieren)$/ })
    .click();
  await page.getByRole('region', { name: /^(Certificate of the server|Zertifikat des Servers)$/ }).scrollIntoViewIfNeeded();
}

export async function lookAtCertificate({ page }: OpenDesk): Promise<void> {
  await openSettings(page);
  await page.getByRole('button', { name: /^(Look at the certificate|Zertifikat ansehen)$/ }).click();
  await page.getByRole('dialog').waitFor();
}

export const failing = (failure: Failure) => [
  { accountId: accountIdSchema.parse(1), state: 'degraded' as const, failure, lastSuccessAt: Date.now() - 3_600_000, nextTryAt: null },
];

/** Servers nobody vouches for. */
export const certificateScenes: Readonly<Record<string, Scene>> = {
  'certificate-question': {
    world: () => ({ testResult: refused({ reason: 'tls-untrusted', technical: 'SELF_SIGNED_CERT_IN_CHAIN', certificate: buildCertificate() }) }),
    act: testAccount,
  },
  'certificate-changed': { world: () => ({ statuses: failing(changed) }), act: lookAtCertificate },
};
