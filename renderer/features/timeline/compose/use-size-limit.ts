import { useEffect, useState } from 'react';
import type { AccountId } from '../../../../contract/model/ids.ts';
import { useActions, useDesk } from '../../../state/desk.tsx';

export interface SizeLimit {
  readonly maxBytes: number;
  readonly isKnown: boolean;
}

/** What the server of this account takes; asked only when it matters. */
export function useSizeLimit(accountId: AccountId, isWanted: boolean): SizeLimit {
  const actions = useActions();
  const usualBytes = useDesk((state) => (state.settings?.maxMessageMb ?? 25) * 1_000_000);
  const [known, setKnown] = useState<SizeLimit | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let isOver = false;
    actions
      .call('drafts.size-limit', { accountId })
      .then((limit) => !isOver && setKnown(limit))
      .catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [actions, accountId, isWanted]);
  return known ?? { maxBytes: usualBytes, isKnown: false };
}
