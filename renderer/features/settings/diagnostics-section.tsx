import { Download } from 'lucide-react';
import { useDiagnostics } from '../../state/use-diagnostics.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import styles from './settings.module.css';

/** For whoever is asked why calls fail or sound bad. */
export function DiagnosticsSection() {
  const { text } = useText();
  const { save } = useDiagnostics();
  return (
    <section className={form.section}>
      <h3>{text('diagnostics.title')}</h3>
      <p className={styles.faint}>{text('diagnostics.text')}</p>
      <div className={styles.buttons}>
        <Button icon={Download} onPress={save}>
          {text('diagnostics.save')}
        </Button>
      </div>
    </section>
  );
}
