import { CircleCheck, CircleDashed, CircleX, LoaderCircle, type LucideIcon } from 'lucide-react';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { LevelMeter } from './level-meter.tsx';
import { useShiftCheck, type CheckStep, type ShiftCheck as Check } from './use-shift-check.ts';
import styles from './sound.module.css';

const icons: Readonly<Record<CheckStep['state'], LucideIcon>> = {
  waiting: CircleDashed,
  running: LoaderCircle,
  passed: CircleCheck,
  failed: CircleX,
};

/** Half a minute before the first call, and in the end plain words about what works. */
export function ShiftCheck() {
  const { text } = useText();
  const check = useShiftCheck();
  const { steps, isOver } = check;
  const failed = steps?.filter(({ state }) => state === 'failed').length ?? 0;
  return (
    <div className={styles.check}>
      {steps === null ? (
        <p>{text('check.text')}</p>
      ) : (
        <ol className={styles.steps}>
          {steps.map((step) => (
            <StepRow key={step.id} step={step} check={check} />
          ))}
        </ol>
      )}
      <p role="status" className={failed > 0 ? styles.bad : styles.good}>
        {isOver && (failed > 0 ? text('check.notAll', { count: failed }) : text('check.allGood'))}
      </p>
      {(steps === null || isOver) && (
        <div className={form.acts}>
          <Button tone={steps === null ? 'accent' : 'plain'} onPress={check.start}>
            {text(steps === null ? 'check.start' : 'check.again')}
          </Button>
        </div>
      )}
    </div>
  );
}

function StepRow({ step, check }: { step: CheckStep; check: Check }) {
  const { text } = useText();
  const Icon = icons[step.state];
  const isRunning = step.state === 'running';
  const isAsked = isRunning && check.asked === step.id;
  return (
    <li className={styles.step}>
      <div className={`${styles.line} ${styles[step.state]}`}>
        <Icon size={15} aria-hidden />
        <span className={styles.name}>{step.label}</span>
        <span className={styles.state}>{text(`check.state.${step.state}`)}</span>
      </div>
      {isRunning && step.id === 'microphone' && (
        <div className={styles.doing}>
          <p role="status">{text('check.speak')}</p>
          <LevelMeter />
        </div>
      )}
      {isAsked && check.asked && (
        <div className={styles.doing}>
          <p role="status">{text(`check.heard.${check.asked}`)}</p>
          <div className={styles.buttons}>
            <Button autoFocus onPress={() => check.answer(true)}>
              {text('check.yes')}
            </Button>
            <Button onPress={() => check.answer(false)}>{text('check.no')}</Button>
          </div>
        </div>
      )}
      {step.reason && <p className={styles.reason}>{step.reason}</p>}
    </li>
  );
}
