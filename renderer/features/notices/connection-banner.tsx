import { CircleAlert, GraduationCap, KeyRound, PhoneIncoming, Unplug, VolumeX } from 'lucide-react';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/notice.tsx';

/** The one thing that most stands in the way of work, if any. */
export function ConnectionBanner() {
  const { text, failure } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const connection = useDesk((state) => state.connection);
  const application = useDesk((state) => state.application);
  const accounts = useDesk((state) => state.accounts);
  const statuses = useDesk((state) => state.statuses);
  const mailboxes = useDesk((state) => state.channelAccounts);
  const mailStatuses = useDesk((state) => state.channelStatuses);
  // Without a network mailboxes wait by themselves; a login nobody repairs without being told.
  const troubled =
    statuses.find(({ state }) => state === 'auth-needed' || state === 'degraded') ?? mailStatuses.find(({ state }) => state === 'auth-needed');

  if (connection === 'lost') {
    return (
      <Banner tone="warn" icon={Unplug}>
        {text('frame.lost')}
      </Banner>
    );
  }
  if (troubled?.failure) {
    const label = [...accounts, ...mailboxes].find(({ id }) => id === troubled.accountId)?.label ?? '';
    return (
      <Banner tone={troubled.state === 'auth-needed' ? 'stop' : 'warn'} icon={troubled.state === 'auth-needed' ? KeyRound : CircleAlert}>
        <span>
          {label}: {failure(troubled.failure)}
        </span>
        <Button onPress={() => actions.openArea('settings')}>{text('frame.settings')}</Button>
      </Banner>
    );
  }
  if (application && !application.isMediaReady && application.workspace !== 'empty') {
    return (
      <Banner tone="plain" icon={VolumeX}>
        {text('frame.noMedia')}
      </Banner>
    );
  }
  if (application?.workspace === 'practice') {
    return (
      <Banner tone="plain" icon={GraduationCap}>
        <span>{text('frame.practice')}</span>
        <Button icon={PhoneIncoming} onPress={() => attempt(() => actions.call('practice.ring', { caller: 'known' }))}>
          {text('practice.ringKnown')}
        </Button>
        <Button icon={PhoneIncoming} onPress={() => attempt(() => actions.call('practice.ring', { caller: 'unknown' }))}>
          {text('practice.ringUnknown')}
        </Button>
      </Banner>
    );
  }
  return null;
}
