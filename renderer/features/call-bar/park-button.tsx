import { CircleParking } from 'lucide-react';
import type { LiveCall } from '../../../contract/model/call.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { IconButton } from '../../ui/button.tsx';

/** Puts the call where anybody can fetch it. Only where the account has a code for that. */
export function ParkButton({ call: { callId, accountId, state, transfer } }: { call: LiveCall }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const canPark = useDesk((desk) => desk.accounts.some(({ id, systemCodes }) => id === accountId && systemCodes.park !== ''));
  if (!canPark) return null;
  const isUnderWay = transfer?.state === 'asked' || transfer?.state === 'ringing';
  return (
    <IconButton
      label={text('parking.park')}
      icon={CircleParking}
      tone="plain"
      data-act="park"
      isDisabled={isUnderWay || (state !== 'connected' && state !== 'held')}
      onPress={() => attempt(() => actions.call('colleagues.park', { callId }))}
    />
  );
}
