import { useEffect, useState } from 'react';
import type { CallQuality, QualityReport } from '../../contract/model/call-quality.ts';
import type { CallId } from '../../contract/model/ids.ts';
import { useActions } from './desk.tsx';
import { useAttempt } from './use-attempt.ts';

/** What a call sounded like, read once, and again with each measurement of one that goes on. undefined: on its way; null: nothing was measured. */
export function useQualityReport(callId: CallId, latest: CallQuality | null): QualityReport | null | undefined {
  const actions = useActions();
  const attempt = useAttempt();
  const [report, setReport] = useState<QualityReport | null>();
  useEffect(() => {
    let isWanted = true;
    attempt(async () => {
      const { report: read } = await actions.call('quality.read', { callId });
      if (isWanted) setReport(read);
    });
    return () => {
      isWanted = false;
    };
  }, [actions, attempt, callId, latest]);
  return report;
}
