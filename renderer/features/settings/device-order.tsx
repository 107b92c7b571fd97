import { ArrowUp, Plus, X } from 'lucide-react';
import { audioRoleSchema, type AudioDevice, type AudioRole, type DeviceChoice } from '../../../contract/model/audio.ts';
import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import styles from './sound.module.css';

export const listOf = { microphone: 'microphones', speaker: 'speakers', ringer: 'ringers' } as const satisfies Record<AudioRole, string>;
export const roles = audioRoleSchema.options;

/** Which devices an agent wants for one purpose, the most wanted first. */
export function DeviceOrder({
  role,
  choices,
  onChange,
}: {
  role: AudioRole;
  choices: readonly DeviceChoice[];
  onChange: (choices: DeviceChoice[]) => void;
}) {
  const { text } = useText();
  const { devices, inUse } = useDesk((state) => state.audio);
  const plugged = devices.filter(({ kind, label }) => label !== '' && (kind === 'input') === (role === 'microphone'));
  const others = plugged.filter((device) => !choices.some(({ label, groupId }) => label === device.label && groupId === device.groupId));
  const name = text(`sound.${role}`);
  const used = inUse[role] ?? null;
  const without = (choice: DeviceChoice): DeviceChoice[] => choices.filter((one) => one !== choice);
  return (
    <div role="group" aria-label={name} className={styles.role}>
      <h4>{name}</h4>
      {choices.length === 0 && <p className={styles.automatic}>{automatic(role, used, text)}</p>}
      {choices.length > 0 && (
        <ol className={styles.order}>
          {choices.map((choice, index) => (
            <li key={`${choice.label} ${choice.groupId}`} className={styles.device}>
              <span className={styles.name}>{choice.label}</span>
              <DeviceMark choice={choice} plugged={plugged} used={used} />
              {index > 0 && (
                <IconButton
                  label={text('sound.up', { role: name, name: choice.label })}
                  icon={ArrowUp}
                  onPress={() => onChange(without(choice).toSpliced(index - 1, 0, choice))}
                />
              )}
              <IconButton label={text('sound.remove', { role: name, name: choice.label })} icon={X} onPress={() => onChange(without(choice))} />
            </li>
          ))}
        </ol>
      )}
      <Menu
        label={text('sound.addTo', { role: name })}
        choices={others.map(({ id, label }) => ({ id, label }))}
        onAction={(id) => {
          const device = others.find((one) => one.id === id);
          if (device) onChange([...choices, { label: device.label, groupId: device.groupId }]);
        }}
      >
        <Button size="small" icon={Plus} isDisabled={others.length === 0} aria-label={text('sound.addTo', { role: name })}>
          {text('sound.add')}
        </Button>
      </Menu>
    </div>
  );
}

function automatic(role: AudioRole, used: AudioDevice | null, text: ReturnType<typeof useText>['text']): string {
  if (role === 'ringer') return used?.label ? text('sound.asSpeakerIs', { name: used.label }) : text('sound.asSpeaker');
  return used?.label ? text('sound.defaultIs', { name: used.label }) : text('sound.default');
}

function DeviceMark({ choice, plugged, used }: { choice: DeviceChoice; plugged: readonly AudioDevice[]; used: AudioDevice | null }) {
  const { text } = useText();
  const alike = plugged.filter(({ label }) => label === choice.label);
  const device = alike.find(({ groupId }) => groupId === choice.groupId) ?? alike[0];
  if (!device) return <span className={styles.faint}>{text('sound.unplugged')}</span>;
  return device.id === used?.id ? <span className={styles.used}>{text('sound.inUse')}</span> : null;
}
