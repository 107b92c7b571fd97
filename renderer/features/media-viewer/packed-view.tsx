import { FileArchive } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ContractError } from '../../../contract/errors.ts';
import type { Unpacked } from '../../../contract/model/media.ts';
import { useActions } from '../../state/desk.tsx';
import type { MediaHere } from '../../state/media.ts';
import { shownName } from '../../text/file-name.ts';
import { useText } from '../../text/text.tsx';
import { useByteSize } from '../../text/use-byte-size.ts';
import { Button } from '../../ui/button.tsx';
import styles from './media-viewer.module.css';

/** What Outlook put into a winmail.dat: its text, and its files to be opened like any other. */
export function PackedView({ file: { entryId, part } }: { file: MediaHere }) {
  const { text, error: sentence } = useText();
  const actions = useActions();
  const size = useByteSize();
  const [content, setContent] = useState<Unpacked | { readonly problem: unknown } | null>(null);
  useEffect(() => {
    let isWanted = true;
    actions.call('media.unpack', { entryId, part }).then(
      (unpacked) => isWanted && setContent(unpacked),
      (problem: unknown) => isWanted && setContent({ problem: problem instanceof ContractError ? problem : new ContractError('internal') }),
    );
    return () => void (isWanted = false);
  }, [actions, entryId, part]);
  if (!content) return <div className={styles.middle} aria-busy="true" />;
  if ('problem' in content) {
    return (
      <p className={styles.middle} role="alert">
        {sentence(content.problem)}
      </p>
    );
  }
  if (content.text === '' && content.files.length === 0) return <p className={styles.middle}>{text('media.packedEmpty')}</p>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard.
    <div className={styles.packed} role="region" aria-label={text('media.preview')} tabIndex={0}>
      {content.files.length > 0 && (
        <>
          <h3>{text('media.packedFiles')}</h3>
          <ul>
            {content.files.map(({ part: inner, name, sizeBytes }) => (
              <li key={inner}>
                <Button size="small" icon={FileArchive} onPress={() => actions.view({ entryId, part: inner, files: [...content.files] })}>
                  {shownName(name)}
                </Button>
                <span className={styles.faint}>{size(sizeBytes)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {content.text !== '' && (
        <>
          <h3>{text('media.packedText')}</h3>
          <p className={styles.packedText}>{content.text}</p>
        </>
      )}
    </div>
  );
}
