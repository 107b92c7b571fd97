import { Image } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { useActions, useDeskStore } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { pictureSource, type PictureSource } from './use-pictures.ts';
import styles from './reading.module.css';

type Progress = 'blocked' | 'loading' | 'shown';

/** Pictures from outside: not before the agent says so, for this mail or for its sender. */
export function RemotePictures({ entry, onLoaded }: { entry: MessageEntry; onLoaded: (pictures: readonly PictureSource[]) => void }) {
  const { text } = useText();
  const store = useDeskStore();
  const actions = useActions();
  const attempt = useAttempt();
  const [progress, setProgress] = useState<Progress | null>(null);
  const entryId = entry.id;

  async function load(isAsked: boolean): Promise<void> {
    if (isAsked) setProgress('loading');
    const { isAllowed, pictures } = await actions.call('pictures.load', { entryId, isAsked });
    if (!isAllowed) return setProgress('blocked');
    const sources = await Promise.all(
      pictures.map(async ({ url, part }) => ({
        place: `remote:${url}`,
        source: await pictureSource(store, actions.call, { entryId, part }).catch(() => null),
      })),
    );
    onLoaded(sources.flatMap(({ place, source }) => (source === null ? [] : [{ place, source }])));
    setProgress('shown');
  }
  useEffect(() => {
    load(false).catch(() => setProgress('blocked'));
    // Once, when the mail is shown.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [entryId]);

  if (progress === null || progress === 'shown') return null;
  const { from, direction, accountId } = entry;
  return (
    <div className={styles.pictures}>
      <Image size={14} aria-hidden />
      <span>{text(progress === 'loading' ? 'pictures.loading' : 'pictures.blocked')}</span>
      {progress === 'blocked' && (
        <span className={styles.acts}>
          <Button size="small" onPress={() => attempt(() => load(true))}>
            {text('pictures.load')}
          </Button>
          {from && direction === 'in' && accountId !== null && (
            <Button
              size="small"
              onPress={() =>
                attempt(async () => {
                  await actions.call('pictures.allow', { entryId });
                  await load(true);
                })
              }
            >
              {text('pictures.always', { address: from.address })}
            </Button>
          )}
        </span>
      )}
    </div>
  );
}
