import type { ChannelAccountDraft, ChannelTestResult, ChannelTestStep } from '../../contract/model/channel-account.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { Clock } from '../ports.ts';
import { readConnectorError, type Connectors } from './registry.ts';

/** The *Test* button: tries an account as it stands in a form, both ways at once. Leaves nothing behind. */
export interface AccountTester {
  test(draft: ChannelAccountDraft, storedPassword: string | null): Promise<ChannelTestResult>;
}

const limitMs = 20_000;

export function createAccountTester({ connectors, clock }: { connectors: Connectors; clock: Clock }): AccountTester {
  return {
    async test(draft, storedPassword) {
      const connector = connectors.open(draft, () => draft.password ?? storedPassword);
      const limit = new AbortController();
      const timeout = clock.after(limitMs, () => limit.abort());
      const attempt = async (step: ChannelTestStep, run: Promise<void>): Promise<{ step: ChannelTestStep; failure: Failure | null }> => {
        try {
          await run;
          return { step, failure: null };
        } catch (error) {
          const known = readConnectorError(error);
          if (!known) throw error;
          return { step, failure: limit.signal.aborted ? { reason: 'connection-timed-out' } : known.failure };
        }
      };
      try {
        const steps = await Promise.all([attempt('receive', connector.test(limit.signal)), attempt('send', connector.testSending(limit.signal))]);
        return { isWorking: steps.every(({ failure }) => failure === null), steps };
      } finally {
        timeout[Symbol.dispose]();
        await connector[Symbol.asyncDispose]();
      }
    },
  };
}
