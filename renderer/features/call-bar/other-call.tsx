import { ArrowLeftRight, Users } from 'lucide-react';
import type { LiveCall } from '../../../contract/model/call.ts';
import { currentCall, useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { mayBeJoined } from './call-words.ts';

/** To whoever waits. */
export function SwitchButton({ call: { callId } }: { call: LiveCall }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  return (
    <Button icon={ArrowLeftRight} onPress={() => attempt(() => actions.call('voice.switch', { callId }))}>
      {text('call.switch')}
    </Button>
  );
}

/** Whoever waits and whoever the agent talks to become one conversation. `hasKey`: this is the one that C means. */
export function JoinButton({ call, hasKey }: { call: LiveCall; hasKey: boolean }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const current = useDesk(currentCall);
  if (!current || current === call || !mayBeJoined(current) || !mayBeJoined(call)) return null;
  function join(callIds: LiveCall['callId'][]): void {
    actions.openKeypad(false);
    attempt(() => actions.call('conference.join', { callIds }));
  }
  return (
    <Button icon={Users} {...(hasKey ? { keyHint: 'C', 'data-act': 'join' } : {})} onPress={() => join([current.callId, call.callId])}>
      {text('conference.join')}
    </Button>
  );
}
