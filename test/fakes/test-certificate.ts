import { createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';

/** Just enough DER (ITU-T X.690) for a self-signed certificate of RFC 5280. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));
const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

function time(at: number): Buffer {
  return der(0x18, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`));
}

function commonName(text: string): Buffer {
  return sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(text)))));
}

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

interface Validity {
  readonly from: number;
  readonly to: number;
}

export const fingerprintOf = ({ cert }: TestCertificate): string => new X509Certificate(cert).fingerprint256;

/** A certificate of its own making for `host` (a DNS name or an IP address), valid from one instant to the other; or one that an authority issued, whose own comes along. */
export function createTestCertificate(host: string, { from, to, authority }: Validity & { readonly authority?: TestCertificate }): TestCertificate {
  const issuer = authority && { key: createPrivateKey(authority.key), name: new X509Certificate(authority.cert).subject.replace(/^CN=/, '') };
  const made = make({ name: `Threadline test ${host}`, names: [nameOf(host)], from, to, ...(issuer ? { issuer } : {}) });
  return authority ? { ...made, cert: made.cert + authority.cert } : made;
}

/** A company's own. */
export function createTestAuthority(name: string, validity: Validity): TestCertificate {
  return make({ name, names: [], ...validity });
}

function nameOf(host: string): Buffer {
  if (/^[\d.]+$/.test(host)) return der(0x87, Buffer.from(host.split('.').map(Number)));
  if (host === '::1') return der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])]));
  return der(0x82, Buffer.from(host));
}

function make({
  name,
  names,
  from,
  to,
  issuer,
}: Validity & {
  readonly name: string;
  readonly names: readonly Buffer[];
  readonly issuer?: { readonly key: KeyObject; readonly name: string };
}): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subjectAltName = names.length === 0 ? [] : [sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(...names)))];
  const isAuthority = sequence(oid(0x55, 0x1d, 0x13), der(0x01, Buffer.from([0xff])), der(0x04, sequence(der(0x01, Buffer.from([0xff])))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1]), randomBytes(8)),
    ecdsaWithSha256,
    commonName(issuer?.name ?? name),
    sequence(time(from), time(to)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(isAuthority, ...subjectAltName)),
  );
  const certificate = sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), sign('sha256', body, issuer?.key ?? privateKey)));
  const lines = certificate
    .toString('base64')
    .replaceAll(/(.{64})/g, '$1\n')
    .trim();
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
