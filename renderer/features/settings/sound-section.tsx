import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import { noiseSuppressionSchema } from '../../../contract/model/audio.ts';
import type { Settings } from '../../../contract/model/settings.ts';
import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Switch } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { DeviceOrder, listOf, roles } from './device-order.tsx';
import { ShiftCheck } from './shift-check.tsx';
import { SoundTests } from './sound-tests.tsx';
import { useEdit } from './use-edit.ts';
import styles from './sound.module.css';

export function SoundSection({ settings }: { settings: Settings }) {
  const { text } = useText();
  const edit = useEdit();
  const headset = useDesk((state) => state.audio.headset);
  const [isChecked, setChecked] = useState(false);
  return (
    <section className={form.section} aria-label={text('sound.title')}>
      <h3>{text('sound.title')}</h3>
      <p className={styles.faint}>{text('sound.text')}</p>
      {roles.map((role) => (
        <DeviceOrder key={role} role={role} choices={settings[listOf[role]]} onChange={(choices) => edit({ [listOf[role]]: choices })} />
      ))}
      <label className={styles.volume}>
        {text('sound.ringerVolume')}
        <input
          type="range"
          min={0}
          max={1}
          step={0.1}
          value={settings.ringerVolume}
          onChange={(event) => edit({ ringerVolume: Number(event.target.value) })}
        />
      </label>
      <h4 className={styles.part}>{text('sound.processing')}</h4>
      <div className={styles.noise}>
        <span>{text('sound.noiseSuppression')}</span>
        <ChoiceBar
          label={text('sound.noiseSuppression')}
          choices={noiseSuppressionSchema.options.map((id) => ({ id, label: text(`sound.noiseSuppression.${id}`) }))}
          value={settings.noiseSuppression}
          onChange={(id) => edit({ noiseSuppression: noiseSuppressionSchema.parse(id) })}
        />
      </div>
      {settings.noiseSuppression === 'strong' && <p className={styles.faint}>{text('sound.noiseSuppression.strongText')}</p>}
      {(['isEchoCancelled', 'isGainAutomatic'] as const).map((name) => (
        <Switch key={name} isSelected={settings[name]} onChange={(isOn) => edit({ [name]: isOn })}>
          {text(`sound.${name}`)}
        </Switch>
      ))}
      <h4 className={styles.part}>{text('sound.headset')}</h4>
      <Switch isSelected={settings.isHeadsetUsed} onChange={(isHeadsetUsed) => edit({ isHeadsetUsed })}>
        {text('sound.isHeadsetUsed')}
      </Switch>
      {settings.isHeadsetUsed && (
        <p className={styles.faint}>{headset === null ? text('sound.noHeadset') : text('sound.headsetIs', { name: headset })}</p>
      )}
      <SoundTests />
      <div className={styles.buttons}>
        <Button icon={ListChecks} onPress={() => setChecked(true)}>
          {text('check.open')}
        </Button>
      </div>
      <Dialog title={text('check.title')} closeLabel={text('frame.close')} isOpen={isChecked} onClose={() => setChecked(false)}>
        {isChecked && <ShiftCheck />}
      </Dialog>
    </section>
  );
}
