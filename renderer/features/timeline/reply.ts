import type { MessageEntry } from '../../../contract/model/timeline.ts';
import type { Composed } from '../../state/state.ts';

const longestQuote = 20_000;

/** What a reply begins with: to whom, about what, and what it answers beneath. */
export function replyTo(entry: MessageEntry, { wrote }: { wrote: (who: string) => string }): Composed {
  const { id, contactId, accountId, from, replyTo: wanted, subject, text } = entry;
  const who = from?.name ?? from?.address ?? '';
  const quoted = text
    .trimEnd()
    .slice(0, longestQuote)
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`))
    .join('\n');
  return {
    contactId,
    draft: {
      ...(accountId === null ? {} : { accountId }),
      answersId: id,
      to: wanted.length > 0 ? wanted : from ? [from] : [],
      subject: answeredSubject(subject ?? ''),
      text: `\n\n${wrote(who)}\n${quoted}\n`,
    },
  };
}

/** One `Re:` is enough, in whatever language the last program wrote it. */
function answeredSubject(subject: string): string {
  const bare = subject.replace(/^(\s*(re|aw|antw|sv|vs|réf)(\[\d+\])?\s*:)+\s*/i, '');
  return `Re: ${bare}`;
}
