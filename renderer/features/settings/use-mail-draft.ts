import { useState } from 'react';
import { ContractError } from '../../../contract/errors.ts';
import type { MailAccount, MailAccountDraft } from '../../../contract/model/channel-account.ts';
import type { OAuthProvider } from '../../../contract/model/mail-login.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { draftOf, isComplete, loginWith } from './mail-draft.ts';
import { useSignIn } from './use-sign-in.ts';

/** Of these the sentence stands beneath the field. */
const fieldsWithSentence = new Set(['address', 'password', 'imap', 'smtp', 'clientId', 'issuer']);

/** What is being filled in for a mailbox: with what is known of its provider, and what main refused. */
export function useMailDraft(account: MailAccount | null) {
  const { text, failure: sentence, error: errorSentence } = useText();
  const actions = useActions();
  const agentName = useDesk((state) => state.settings?.agentName ?? '');
  const others = useDesk((state) => state.channelAccounts);
  const signing = useSignIn();
  const [typed, setTyped] = useState(() => draftOf(account, agentName));
  const [isGuessed, setIsGuessed] = useState(false);
  const [isOpen, setIsOpen] = useState(account !== null);
  const [problem, setProblem] = useState<{ field: string | null; sentence: string } | null>(null);
  const [refusals, setRefusals] = useState(0);
  const { signIn } = signing;
  const draft: MailAccountDraft = { ...typed, signInId: signIn?.state === 'done' ? signIn.id : null };

  function set(change: Partial<MailAccountDraft>): void {
    setTyped((now) => ({ ...now, ...change }));
    setProblem(null);
    if (change.imap || change.smtp) setIsGuessed(false);
  }
  /** What was typed stays; what was guessed gives way to what is known. */
  async function suggest(provider: OAuthProvider | null): Promise<void> {
    if (account || (draft.imap.host !== '' && !isGuessed)) return;
    const found = await actions.call('channels.suggest', { address: draft.address, provider }).catch(() => null);
    if (!found) return;
    const isAsked = provider === null && found.oauth !== null && draft.login.kind === 'user-password';
    set({ imap: found.imap, smtp: found.smtp, ...(isAsked ? { login: loginWith(found.oauth, others) } : {}) });
    setIsGuessed(!found.isKnown);
    if (!found.isKnown) setIsOpen(true);
  }
  function checkAddress(): void {
    if (draft.address.trim() !== '' && !/^[^@\s]+@[^@\s]+$/.test(draft.address.trim()))
      setProblem({ field: 'address', sentence: text('mailbox.noAddress') });
  }
  function refuse(error: unknown): void {
    const failure = error instanceof ContractError ? error.failure : undefined;
    const field = failure?.field?.split('.').find((part) => part !== 'draft') ?? null;
    setProblem({ field, sentence: failure ? sentence(failure) : errorSentence(error) });
    setRefusals((before) => before + 1);
  }
  return {
    draft,
    isReady: isComplete(draft),
    isGuessed,
    /** What most never need. */
    more: { isOpen, setIsOpen },
    signing,
    /** Of no field that says it itself. */
    problem: problem && !fieldsWithSentence.has(problem.field ?? '') ? problem.sentence : null,
    errorOf: (field: string): string | null => (problem?.field === field ? problem.sentence : null),
    set,
    suggest,
    checkAddress,
    /** Counts what main refused. */
    refusals,
    refuse,
    clear: () => setProblem(null),
  };
}
