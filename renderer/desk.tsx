import { CircleAlert } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { AgentStateMenu } from './features/agent-state/agent-state.tsx';
import { CallBar } from './features/call-bar/call-bar.tsx';
import { ColleaguesPanel } from './features/colleagues/colleagues-panel.tsx';
import { ContactCard } from './features/contact-card/contact-card.tsx';
import { ContactsList } from './features/contacts/contacts-list.tsx';
import { DialField, dialFieldId } from './features/dial/dial-field.tsx';
import { EmergencyDialog } from './features/dial/emergency-dialog.tsx';
import { FirstRun, type FirstRunProps } from './features/first-run/first-run.tsx';
import { Frame } from './features/frame/frame.tsx';
import { InboxList } from './features/inbox/inbox-list.tsx';
import { MediaViewer } from './features/media-viewer/media-viewer.tsx';
import { CallOutcomes } from './features/notices/call-outcomes.tsx';
import { DeviceSwitches } from './features/notices/device-switches.tsx';
import { ConnectionBanner } from './features/notices/connection-banner.tsx';
import { ParkedNotice } from './features/notices/parked-notice.tsx';
import { Notices } from './features/notices/notices.tsx';
import { OutboxList } from './features/outbox/outbox-list.tsx';
import { RecentCalls } from './features/recent-calls/recent-calls.tsx';
import { AccountForm } from './features/settings/account-form.tsx';
import { MailAccountForm } from './features/settings/mail-account-form.tsx';
import { SettingsScreen } from './features/settings/settings-screen.tsx';
import { Timeline } from './features/timeline/timeline.tsx';
import { WrapUpPanel } from './features/wrap-up/wrap-up-panel.tsx';
import { useDesk } from './state/desk.tsx';
import type { Area } from './state/state.ts';
import { chooseLanguage, TextProvider, useText } from './text/text.tsx';
import { EmptyState } from './ui/notice.tsx';

/** The whole screen: language and theme around it, the features in their places. */
export function Desk() {
  const settings = useDesk((state) => state.settings);
  const application = useDesk((state) => state.application);
  const language = chooseLanguage(settings?.language ?? 'system', application?.systemLocale ?? navigator.language);
  useTheme(settings?.theme ?? 'system');
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <TextProvider language={language}>
      <Screen />
      <Notices />
      <CallOutcomes />
      <DeviceSwitches />
      <ParkedNotice />
      <MediaViewer />
      <EmergencyDialog />
      {application?.shell === 'browser' && <iframe src="media.html" title="media" allow="microphone; autoplay" hidden />}
    </TextProvider>
  );
}

const lists: Readonly<Record<Area, ReactNode | null>> = {
  inbox: <InboxList />,
  calls: <RecentCalls />,
  colleagues: <ColleaguesPanel />,
  contacts: <ContactsList />,
  outbox: <OutboxList />,
  settings: null,
};

const firstForms: FirstRunProps['forms'] = {
  account: (onDone) => <AccountForm account={null} onDone={onDone} />,
  mailbox: (onDone) => <MailAccountForm account={null} onDone={onDone} />,
};

function focusDial(): void {
  document.querySelector<HTMLInputElement>(`#${dialFieldId}`)?.focus();
}

function Screen() {
  const connection = useDesk((state) => state.connection);
  const refusal = useDesk((state) => state.refusal);
  const workspace = useDesk((state) => state.application?.workspace);
  const area = useDesk((state) => state.area);
  const hasContact = useDesk((state) => state.contact !== null);
  const hasWrapUp = useDesk((state) => state.wrapUps.length > 0);
  const { text, failure } = useText();

  if (connection === 'refused') {
    return <EmptyState icon={CircleAlert}>{refusal?.failure ? failure(refusal.failure) : text('frame.notStarted')}</EmptyState>;
  }
  if (workspace === undefined) return <div aria-busy="true" aria-label={text('frame.connecting')} />;
  if (workspace === 'empty' && area !== 'settings') return <FirstRun forms={firstForms} />;
  const isSettings = area === 'settings';
  return (
    <Frame
      state={<AgentStateMenu />}
      search={<DialField />}
      banner={<ConnectionBanner />}
      calls={<CallBar />}
      list={lists[area]}
      line={isSettings ? <SettingsScreen /> : <Timeline />}
      card={
        (hasContact && !isSettings) || hasWrapUp ? (
          <>
            {!isSettings && <ContactCard />}
            <WrapUpPanel />
          </>
        ) : null
      }
      focusDial={focusDial}
    />
  );
}

function useTheme(theme: 'system' | 'light' | 'dark'): void {
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = (): void => {
      document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    };
    apply();
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);
}
