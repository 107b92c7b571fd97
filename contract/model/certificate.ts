import { z } from 'zod';
import { instantSchema } from './ids.ts';

/** SHA-256 over the DER form, as administrators read it: `AB:CD:…`. */
export const fingerprintSchema = z.string().regex(/^([\dA-F]{2}:){31}[\dA-F]{2}$/);

/** What an agent accepted for one account. With `authorityPem` all that this authority issues for the server's name, otherwise this one certificate, whatever is wrong with it. */
export const trustedCertificateSchema = z.object({
  fingerprint: fingerprintSchema,
  authorityPem: z.string().max(20_000).nullable(),
});
export type TrustedCertificate = z.infer<typeof trustedCertificateSchema>;

/** A server's certificate that was refused, and what accepting it would mean. */
export const refusedCertificateSchema = z.object({
  subject: z.string().max(300),
  issuer: z.string().max(300),
  fingerprint: fingerprintSchema,
  validFrom: instantSchema,
  validTo: instantSchema,
  /** The fingerprint accepted before, of which this server shows nothing now. */
  before: fingerprintSchema.nullable(),
  offer: trustedCertificateSchema,
});
export type RefusedCertificate = z.infer<typeof refusedCertificateSchema>;
