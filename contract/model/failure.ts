import { z } from 'zod';
import { refusedCertificateSchema } from './certificate.ts';

/** Why something did not work, as a word the renderer turns into one plain sentence (renderer/text). */
export const failureReasonSchema = z.enum([
  // reaching the server
  'server-address-invalid',
  'host-unknown',
  'connection-refused',
  'connection-timed-out',
  'connection-lost',
  'tls-untrusted',
  'tls-expired',
  'tls-wrong-host',
  'tls-failed',
  'tls-self-signed',
  'tls-changed',
  'websocket-refused',
  // registering
  'password-refused',
  'password-missing',
  'account-forbidden',
  'account-unknown',
  'registrar-overloaded',
  'registrar-error',
  'registrar-silent',
  'not-registered',
  // signing in at a provider (OAuth 2)
  'sign-in-needed',
  'sign-in-refused',
  'sign-in-expired',
  'sign-in-unsupported',
  'client-refused',
  // calling
  'number-invalid',
  'number-unknown',
  'emergency-number',
  'callee-unavailable',
  'callee-busy',
  'call-declined',
  'call-unanswered',
  'call-refused',
  'codec-mismatch',
  'call-lost',
  'protocol-error',
  // media
  'microphone-missing',
  'microphone-denied',
  'microphone-busy',
  'microphone-lost',
  'media-page-lost',
  'media-failed',
  // what was asked does not fit the state
  'call-over',
  'call-state',
  'hold-refused',
  'line-limit',
  'transfer-refused',
  'transfer-emergency',
  'transfer-unheard',
  // recording
  'recording-required',
  'recording-forbidden',
  'recording-unsupported',
  'recording-stopped',
  'recording-unprotected',
  'recording-locked',
  'recording-gone',
  // polled accounts
  'provider-busy',
  'provider-error',
  'message-refused',
  'recipients-refused',
  'message-too-large',
  'delivery-unknown',
  'delivery-delayed',
  'mailbox-full',
  'given-up',
  'file-incomplete',
  'practice-only',
  // attachments, pictures, sources
  'media-offline',
  'media-gone',
  'media-too-large',
  'media-unreadable',
  'disk-full',
  'file-refused',
  // store, vault, form
  'vault-unprotected',
  'database-too-new',
  'database-damaged',
  'field-invalid',
  'name-taken',
]);
export type FailureReason = z.infer<typeof failureReasonSchema>;

export const failureSchema = z.object({
  reason: failureReasonSchema,
  /** SIP status, errno or TLS code for the administrator; shown last, in brackets. Never a secret. */
  technical: z.string().max(200).optional(),
  /** The field of a form the sentence belongs to. */
  field: z.string().max(60).optional(),
  /** Where a server's certificate is what is wrong, and the agent may accept it. */
  certificate: refusedCertificateSchema.optional(),
});
export type Failure = z.infer<typeof failureSchema>;
