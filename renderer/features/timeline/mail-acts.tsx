import { Code, MailWarning } from 'lucide-react';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { useActions } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';

/** From a bounce to the message that did not arrive. */
export function ConcernedButton({ entry }: { entry: MessageEntry }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  async function show(): Promise<void> {
    const { message } = await actions.call('messages.find-concerned', { entryId: entry.id });
    if (!message) return actions.notify(text('bounce.lost'));
    await actions.openEntry(message.contactId, message.entryId);
  }
  return (
    <Button size="small" tone="quiet" icon={MailWarning} onPress={() => attempt(show)}>
      {text('bounce.original')}
    </Button>
  );
}

/** The mail as it came, headers and all. */
export function SourceButton({ entry }: { entry: MessageEntry }) {
  const { text } = useText();
  const actions = useActions();
  const file = { part: 'source', name: text('source.title'), mediaType: 'message/rfc822', sizeBytes: null };
  return (
    <Button size="small" tone="quiet" icon={Code} onPress={() => actions.view({ entryId: entry.id, part: 'source', files: [file] })}>
      {text('source.show')}
    </Button>
  );
}
