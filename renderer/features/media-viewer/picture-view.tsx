import { useEffect, useState } from 'react';
import { useActions } from '../../state/desk.tsx';
import { readBase64, type MediaHere } from '../../state/media.ts';
import { useText } from '../../text/text.tsx';
import styles from './media-viewer.module.css';

/** A picture whose kind and size main has read from its own bytes. */
export function PictureView({ file, name, zoom }: { file: MediaHere; name: string; zoom: number | null }) {
  const { text } = useText();
  const actions = useActions();
  const [source, setSource] = useState<string | null>(null);
  const [isBroken, setIsBroken] = useState(false);
  const { entryId, part, look } = file;
  const { mediaType, width } = look.kind === 'picture' ? look : { mediaType: '', width: 0 };
  useEffect(() => {
    let isWanted = true;
    readBase64(actions.call, { entryId, part }).then(
      (base64) => isWanted && setSource(`data:${mediaType};base64,${base64}`),
      () => isWanted && setIsBroken(true),
    );
    return () => void (isWanted = false);
  }, [actions, entryId, part, mediaType]);
  if (isBroken) return <p className={styles.middle}>{text('media.pictureBroken')}</p>;
  if (source === null) return <div className={styles.middle} aria-busy="true" />;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard.
    <div className={styles.scroll} role="region" aria-label={name} tabIndex={0}>
      <img
        src={source}
        alt={name}
        onError={() => setIsBroken(true)}
        className={zoom === null ? styles.fit : styles.zoomed}
        {...(zoom === null ? {} : { style: { width: width * zoom } })}
      />
    </div>
  );
}
