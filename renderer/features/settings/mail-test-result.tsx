import { CircleCheck, CircleX } from 'lucide-react';
import type { ChannelTestResult } from '../../../contract/model/channel-account.ts';
import { useText } from '../../text/text.tsx';
import form from '../../ui/form.module.css';
import styles from './settings.module.css';

/** Each way by itself, with one sentence where it does not work. */
export function MailTestResult({ test }: { test: ChannelTestResult | 'running' }) {
  const { text, failure } = useText();
  if (test === 'running') return <p role="status">{text('account.testing')}</p>;
  return (
    <div className={styles.test} role="status" data-result>
      <ol className={styles.steps}>
        {test.steps.map(({ step, failure: failed }) => {
          const Icon = failed ? CircleX : CircleCheck;
          return (
            <li key={step} className={`${styles.step} ${styles[failed ? 'failed' : 'passed']}`}>
              <Icon size={14} aria-hidden />
              <span>{text(`mailbox.step.${step}`)}</span>
              <span className={styles.took}>{text(`account.outcome.${failed ? 'failed' : 'passed'}`)}</span>
            </li>
          );
        })}
      </ol>
      {test.steps.map(({ step, failure: failed }) =>
        failed ? <p key={step} className={form.problem}>{`${text(`mailbox.step.${step}`)}: ${failure(failed)}`}</p> : null,
      )}
      {test.isWorking && <p className={form.good}>{text('mailbox.testOk')}</p>}
    </div>
  );
}
