import type { Settings } from '../../../contract/model/settings.ts';
import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Select, Switch } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { AccountsSection } from './accounts-section.tsx';
import { countryChoices } from './countries.ts';
import { DiagnosticsSection } from './diagnostics-section.tsx';
import { MailboxesSection } from './mailboxes-section.tsx';
import { PictureSendersSection } from './picture-senders-section.tsx';
import { PracticeSection } from './practice-section.tsx';
import { ShortcutsSection } from './shortcuts-section.tsx';
import { SoundSection } from './sound-section.tsx';
import { RecordingSection } from './recording-section.tsx';
import { RulesSection } from './rules-section.tsx';
import { Typed } from './typed.tsx';
import { useEdit } from './use-edit.ts';
import styles from './settings.module.css';

export function SettingsScreen() {
  const settings = useDesk((state) => state.settings);
  const { text } = useText();
  if (!settings) return null;
  return (
    <div className={styles.screen}>
      <h2 className={styles.title}>{text('settings.title')}</h2>
      <AccountsSection />
      <MailboxesSection />
      <PictureSendersSection />
      <PracticeSection />
      <RulesSection settings={settings} />
      <RecordingSection settings={settings} />
      <General settings={settings} />
      <SoundSection settings={settings} />
      <ShortcutsSection settings={settings} />
      <Lists settings={settings} />
      <DiagnosticsSection />
    </div>
  );
}

function General({ settings }: { settings: Settings }) {
  const { text, intl } = useText();
  const edit = useEdit();
  const choices = countryChoices(settings.country, (id) => intl.formatDisplayName(id, { type: 'region' }));
  return (
    <section className={form.section}>
      <h3>{text('settings.general')}</h3>
      <Typed label={text('settings.agentName')} value={settings.agentName} onSettled={(agentName) => edit({ agentName })} />
      <div className={form.pair}>
        <Select
          label={text('settings.theme')}
          choices={(['system', 'light', 'dark'] as const).map((id) => ({ id, label: text(`settings.theme.${id}`) }))}
          value={settings.theme}
          onChange={(id) => edit({ theme: id as Settings['theme'] })}
        />
        <Select
          label={text('settings.language')}
          choices={(['system', 'en', 'de'] as const).map((id) => ({ id, label: text(`settings.language.${id}`) }))}
          value={settings.language}
          onChange={(id) => edit({ language: id as Settings['language'] })}
        />
      </div>
      <Select label={text('settings.country')} choices={choices} value={settings.country} onChange={(country) => edit({ country })} />
      <Typed
        label={text('settings.wrapUpTime')}
        type="number"
        value={String(settings.wrapUpMs / 1_000)}
        onSettled={(value) => edit({ wrapUpMs: Math.max(0, Math.round(Number(value) || 0)) * 1_000 })}
      />
      <Typed
        label={text('settings.undoSend')}
        type="number"
        value={String(settings.undoSendMs / 1_000)}
        onSettled={(value) => edit({ undoSendMs: Math.min(120, Math.max(0, Math.round(Number(value) || 0))) * 1_000 })}
      />
      <Typed
        label={text('settings.maxMessage')}
        type="number"
        value={String(settings.maxMessageMb)}
        onSettled={(value) => edit({ maxMessageMb: Math.min(1_000, Math.max(1, Math.round(Number(value) || 25))) })}
      />
      <Switch isSelected={settings.isNotificationShown} onChange={(isNotificationShown) => edit({ isNotificationShown })}>
        {text('settings.notify')}
      </Switch>
    </section>
  );
}

function Lists({ settings }: { settings: Settings }) {
  const { text } = useText();
  const edit = useEdit();
  return (
    <section className={form.section}>
      <h3>{text('settings.lists')}</h3>
      <Typed
        label={text('settings.dispositions')}
        rows={6}
        value={toLines(settings.dispositions)}
        onSettled={(value) => edit({ dispositions: fromLines(value, settings.dispositions) })}
      />
      <Typed
        label={text('settings.awayReasons')}
        rows={5}
        value={toLines(settings.awayReasons)}
        onSettled={(value) => edit({ awayReasons: fromLines(value, settings.awayReasons) })}
      />
    </section>
  );
}

type Labelled = Settings['dispositions'];

function toLines(list: Labelled): string {
  return list.map(({ label }) => label).join('\n');
}

/** A line that was there keeps its id, so that past calls keep their disposition. */
function fromLines(lines: string, before: Labelled): Labelled {
  const labels = [
    ...new Set(
      lines
        .split('\n')
        .map((line) => line.trim().slice(0, 120))
        .filter(Boolean),
    ),
  ];
  return labels.map(
    (label, index) =>
      before.find((known) => known.label === label) ?? { id: `${index}-${label.toLowerCase().replaceAll(/[^\p{L}\d]+/gu, '-')}`.slice(0, 60), label },
  );
}
