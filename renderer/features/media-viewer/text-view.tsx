import { Copy } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useActions } from '../../state/desk.tsx';
import { readBytes, type MediaHere } from '../../state/media.ts';
import { useLatest } from '../../state/use-latest.ts';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/field.tsx';
import { splitSource } from './mail-source.ts';
import styles from './media-viewer.module.css';

const mostBytes = 1_048_576;

/** The first megabyte of a text; of a mail's source its headers folded at first. */
export function TextView({ file, charset }: { file: MediaHere; charset: string }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const sentence = useLatest(useText().error);
  const [content, setContent] = useState<string | null>(null);
  const [isUnfolded, setIsUnfolded] = useState(false);
  const { entryId, part, sizeBytes } = file;
  const isSource = part === 'source';
  useEffect(() => {
    let isWanted = true;
    readBytes(actions.call, { entryId, part }, mostBytes).then(
      (bytes) => isWanted && setContent(new TextDecoder(charset).decode(bytes)),
      (error: unknown) => actions.notify(sentence.current(error), { tone: 'stop' }),
    );
    return () => void (isWanted = false);
  }, [actions, sentence, entryId, part, charset]);
  const source = useMemo(() => (isSource && content !== null ? splitSource(content) : null), [isSource, content]);
  if (content === null) return <div className={styles.middle} aria-busy="true" />;
  return (
    <div className={styles.text}>
      <div className={styles.textTools}>
        {source && (
          <Switch isSelected={isUnfolded} onChange={setIsUnfolded}>
            {text('source.allHeaders')}
          </Switch>
        )}
        <Button
          size="small"
          icon={Copy}
          onPress={() => attempt(() => navigator.clipboard.writeText(content).then(() => actions.notify(text('source.copied'))))}
        >
          {text('source.copy')}
        </Button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard. */}
      <pre className={styles.lines} role="region" aria-label={text('media.preview')} tabIndex={0}>
        {source && !isUnfolded ? `${source.folded}\n\n${source.body}` : content}
      </pre>
      {sizeBytes > mostBytes && <p className={styles.faint}>{text('media.cut')}</p>}
    </div>
  );
}
