import { defineText } from './define.ts';

export const certificateText = defineText({
  en: {
    'certificate.title': 'Certificate of the server',
    'certificate.look': 'Look at the certificate',
    'certificate.subject': 'Issued to',
    'certificate.issuer': 'Issued by',
    'certificate.itself': 'itself',
    'certificate.valid': 'Valid',
    'certificate.span': '{from} to {to}',
    'certificate.fingerprint': 'Fingerprint',
    'certificate.before': 'Before',
    'certificate.now': 'Now',
    'certificate.authority': 'Of its authority',
    'certificate.ask': 'Compare the fingerprint (SHA-256) with the one your administrator has. If they are the same, this account may trust it.',
    'certificate.askAuthority':
      'It was issued by {issuer}, which this computer does not know. Compare that authority’s fingerprint (SHA-256) with the one your administrator has. If they are the same, this account may trust what it issues for this server.',
    'certificate.trust': 'Trust this certificate',
    'certificate.trustAuthority': 'Trust this authority',
    'certificate.kept': 'Trusts a certificate that was accepted by hand: {fingerprint}',
    'certificate.forget': 'Trust it no longer',
  },
  de: {
    'certificate.title': 'Zertifikat des Servers',
    'certificate.look': 'Zertifikat ansehen',
    'certificate.subject': 'Ausgestellt für',
    'certificate.issuer': 'Ausgestellt von',
    'certificate.itself': 'sich selbst',
    'certificate.valid': 'Gültig',
    'certificate.span': '{from} bis {to}',
    'certificate.fingerprint': 'Fingerabdruck',
    'certificate.before': 'Bisher',
    'certificate.now': 'Jetzt',
    'certificate.authority': 'Der Stelle',
    'certificate.ask':
      'Vergleichen Sie den Fingerabdruck (SHA-256) mit dem, den Ihre Administration hat. Sind beide gleich, kann dieses Konto ihm vertrauen.',
    'certificate.askAuthority':
      'Ausgestellt hat es {issuer}; diese Stelle kennt dieser Rechner nicht. Vergleichen Sie ihren Fingerabdruck (SHA-256) mit dem, den Ihre Administration hat. Sind beide gleich, kann dieses Konto dem vertrauen, was sie für diesen Server ausstellt.',
    'certificate.trust': 'Diesem Zertifikat vertrauen',
    'certificate.trustAuthority': 'Dieser Stelle vertrauen',
    'certificate.kept': 'Vertraut einem von Hand angenommenen Zertifikat: {fingerprint}',
    'certificate.forget': 'Nicht mehr vertrauen',
  },
});
