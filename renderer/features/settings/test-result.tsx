import { CircleCheck, CircleDashed, CircleX, type LucideIcon } from 'lucide-react';
import type { AccountTestResult } from '../../../contract/model/account.ts';
import type { TrustedCertificate } from '../../../contract/model/certificate.ts';
import { useText } from '../../text/text.tsx';
import form from '../../ui/form.module.css';
import { CertificateQuestion } from './certificate-question.tsx';
import styles from './settings.module.css';

type Outcome = AccountTestResult['steps'][number]['outcome'];
const icons: Readonly<Record<Outcome, LucideIcon>> = { passed: CircleCheck, failed: CircleX, skipped: CircleDashed, 'not-reached': CircleDashed };

/** What was tried, in order, and what came of it in one sentence. */
export function TestResult({ test, onTrust }: { test: AccountTestResult | 'running'; onTrust: (offer: TrustedCertificate) => void }) {
  const { text, failure } = useText();
  if (test === 'running') return <p role="status">{text('account.testing')}</p>;
  return (
    <div className={styles.test} role="status">
      <ol className={styles.steps}>
        {test.steps.map(({ step, outcome, tookMs }) => {
          const Icon = icons[outcome];
          return (
            <li key={step} className={`${styles.step} ${styles[outcome]}`}>
              <Icon size={14} aria-hidden />
              <span>{text(`account.step.${step}`)}</span>
              <span className={styles.took}>{outcome === 'passed' ? `${Math.round(tookMs)} ms` : text(`account.outcome.${outcome}`)}</span>
            </li>
          );
        })}
      </ol>
      {test.failure === null ? (
        <p className={form.good}>{text('account.testOk')}</p>
      ) : test.failure.certificate ? (
        <CertificateQuestion certificate={test.failure.certificate} problem={failure(test.failure)} onTrust={onTrust} />
      ) : (
        <p className={form.problem}>{failure(test.failure)}</p>
      )}
    </div>
  );
}
