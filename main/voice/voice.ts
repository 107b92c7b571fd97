import { ContractError } from '../../contract/errors.ts';
import { createMediaLink } from './media-link.ts';
import { createPracticeLine, type PracticeLine } from './practice-line.ts';
import { readAccountTarget } from './account-target.ts';
import type { SupervisedSocket } from './sip-socket.ts';
import type { SipTrace } from './sip-trace.ts';
import { createStreamSocket } from './sip-socket-stream.ts';
import { createWebSocketSocket } from './sip-socket-ws.ts';
import type { VoiceAccount } from './voice-accounts.ts';
import { createVoiceService, type VoiceDeps } from './call-control.ts';
import type { VoiceService } from './voice-service.ts';

/** Voice as the core sees it: the service and the invented telephone side of the practice workspace, on one media page. */
export function createVoice(deps: Omit<VoiceDeps, 'media' | 'openSocket'> & { readonly restartMediaPage: () => void; readonly trace: SipTrace }): {
  voice: VoiceService;
  practiceLine: PracticeLine;
} {
  const { clock, logger } = deps;
  const media = createMediaLink({ clock, logger, restartMediaPage: deps.restartMediaPage });
  const practiceLine = createPracticeLine({ media, clock, logger });

  function openSocket(account: VoiceAccount): SupervisedSocket {
    if (account.kind === 'practice') return practiceLine.openSocket(account);
    const target = readAccountTarget({ ...account, aor: `${account.user}@${account.domain}` });
    // Accounts are checked before they are stored.
    if ('reason' in target) throw new ContractError('invalid-input', { failure: target });
    const socketDeps = { clock, logger, delayOf: reconnectDelayMs, trace: deps.trace };
    return target.isWebSocket ? createWebSocketSocket(target, socketDeps) : createStreamSocket(target, socketDeps);
  }
  const service = createVoiceService({ ...deps, media, openSocket });
  const voice: VoiceService = {
    ...service,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      practiceLine[Symbol.dispose]();
      media[Symbol.dispose]();
    },
  };
  return { voice, practiceLine };
}

/** On top of JsSIP's own second: for a minute at once, so that a restarted server is found quickly; then slower, up to fifteen seconds, each phone at its own time. */
function reconnectDelayMs(failures: number): number {
  if (failures <= 60) return 0;
  return Math.round(Math.random() * Math.min(15_000, (failures - 60) * 500));
}
