import { ShieldAlert } from 'lucide-react';
import type { RefusedCertificate, TrustedCertificate } from '../../../contract/model/certificate.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { Banner } from '../../ui/notice.tsx';
import styles from './certificate.module.css';

export interface CertificateQuestionProps {
  readonly certificate: RefusedCertificate;
  /** What is wrong with it, in one sentence. */
  readonly problem: string;
  readonly onTrust: (offer: TrustedCertificate) => void;
}

/** A certificate that was refused, with what an administrator is asked about it. */
export function CertificateQuestion({ certificate, problem, onTrust }: CertificateQuestionProps) {
  const { text, intl } = useText();
  const { subject, issuer, fingerprint, validFrom, validTo, before, offer } = certificate;
  const day = (at: number): string => intl.formatDate(at, { dateStyle: 'medium' });
  const isAuthority = offer.authorityPem !== null;
  const rows = [
    [text('certificate.subject'), subject],
    [text('certificate.issuer'), subject === issuer ? text('certificate.itself') : issuer],
    [text('certificate.valid'), text('certificate.span', { from: day(validFrom), to: day(validTo) })],
    ...(before === null ? [] : [[text('certificate.before'), before]]),
    [text(before === null ? 'certificate.fingerprint' : 'certificate.now'), fingerprint],
    ...(isAuthority ? [[text('certificate.authority'), offer.fingerprint]] : []),
  ] as const;
  return (
    <section className={styles.question} aria-label={text('certificate.title')}>
      <Banner tone={before === null ? 'warn' : 'stop'} icon={ShieldAlert}>
        <span>{problem}</span>
      </Banner>
      <dl className={styles.facts}>
        {rows.map(([name = '', value = '']) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{isFingerprint(value) ? <Fingerprint value={value} /> : value}</dd>
          </div>
        ))}
      </dl>
      <p>{text(isAuthority ? 'certificate.askAuthority' : 'certificate.ask', { issuer })}</p>
      <div className={form.acts}>
        <Button tone="warn" onPress={() => onTrust(offer)}>
          {text(isAuthority ? 'certificate.trustAuthority' : 'certificate.trust')}
        </Button>
      </div>
    </section>
  );
}

const isFingerprint = (value: string): boolean => /^([\dA-F]{2}:){31}/.test(value);

/** In two lines of sixteen bytes, so that two can be compared with the eye. */
function Fingerprint({ value }: { value: string }) {
  return (
    <code className={styles.fingerprint}>
      {value.slice(0, 48)}
      <wbr />
      {value.slice(48)}
    </code>
  );
}
