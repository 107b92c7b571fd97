import type { Settings } from '../../../contract/model/settings.ts';
import { useText } from '../../text/text.tsx';
import { Switch } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { DeviceOrder, listOf, roles } from './device-order.tsx';
import { useEdit } from './use-edit.ts';
import styles from './sound.module.css';

export function SoundSection({ settings }: { settings: Settings }) {
  const { text } = useText();
  const edit = useEdit();
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
      {(['isEchoCancelled', 'isNoiseSuppressed', 'isGainAutomatic'] as const).map((name) => (
        <Switch key={name} isSelected={settings[name]} onChange={(isOn) => edit({ [name]: isOn })}>
          {text(`sound.${name}`)}
        </Switch>
      ))}
    </section>
  );
}
