import { ContractError } from '../../contract/errors.ts';
import type { ChannelAccountDraft, ChannelTestResult, ChannelTestStep } from '../../contract/model/channel-account.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { MailFolder } from '../../contract/model/mail-folder.ts';
import type { Clock } from '../ports.ts';
import type { Connector } from './connector.ts';
import type { Login } from '../channel.ts';
import { readConnectorError, type Connectors } from './registry.ts';

/** Tries an account as it stands in a form. Leaves nothing behind. */
export interface AccountTester {
  test(draft: ChannelAccountDraft, login: Login): Promise<ChannelTestResult>;
  /** The folders the form can offer. Throws unavailable with the reason. */
  folders(draft: ChannelAccountDraft, login: Login): Promise<MailFolder[]>;
}

const limitMs = 20_000;

export function createAccountTester({ connectors, clock }: { connectors: Connectors; clock: Clock }): AccountTester {
  /** Lets `run` use an account as it stands in a form, for as long as an agent waits. */
  async function tried<T>(connector: Connector, run: (limit: AbortSignal) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    const timeout = clock.after(limitMs, () => limit.abort());
    try {
      return await run(limit.signal);
    } finally {
      timeout[Symbol.dispose]();
      await connector[Symbol.asyncDispose]();
    }
  }

  function failureOf(error: unknown, limit: AbortSignal): Failure {
    const known = readConnectorError(error);
    if (!known) throw error;
    return limit.aborted ? { reason: 'connection-timed-out' } : known.failure;
  }

  return {
    test(draft, login) {
      const connector = connectors.open(draft, login);
      return tried(connector, async (limit) => {
        const attempt = async (step: ChannelTestStep, run: Promise<void>): Promise<{ step: ChannelTestStep; failure: Failure | null }> => {
          try {
            await run;
            return { step, failure: null };
          } catch (error) {
            return { step, failure: failureOf(error, limit) };
          }
        };
        const steps = await Promise.all([attempt('receive', connector.test(limit)), attempt('send', connector.testSending(limit))]);
        return { isWorking: steps.every(({ failure }) => failure === null), steps };
      });
    },
    folders(draft, login) {
      const connector = connectors.open(draft, login);
      return tried(connector, async (limit) => {
        try {
          return (await connector.folders?.(limit)) ?? [];
        } catch (error) {
          throw new ContractError('unavailable', { failure: failureOf(error, limit) });
        }
      });
    },
  };
}
