import { memo, useEffect, useRef, useState } from 'react';
import type { TimelineEntry } from '../../../contract/model/timeline.ts';
import { LineEntry, type LineEntryProps } from './line-entry.tsx';
import type { Nearness } from './line-list.ts';
import styles from './line.module.css';

interface LineRowProps extends LineEntryProps {
  /** On the screen from the first frame on. */
  readonly isDrawnFirst: boolean;
  readonly nearness: Nearness;
}

/** An entry's place on the line. It is drawn when it comes near the screen, and then stays as it is: folded out, half read. */
export const LineRow = memo(function LineRow({ isDrawnFirst, nearness, ...props }: LineRowProps) {
  const { entry, isAimedAt } = props;
  const row = useRef<HTMLDivElement>(null);
  const [isDrawn, setIsDrawn] = useState(isDrawnFirst);
  const isShown = isDrawn || isAimedAt;
  useEffect(() => {
    if (isShown || !row.current) return;
    return nearness.watch(row.current, () => setIsDrawn(true));
  }, [isShown, nearness]);
  return (
    <div ref={row} className={styles.row} data-row={entry.id} {...(isShown ? {} : { style: { height: guessHeight(entry) } })}>
      {isShown && <LineEntry {...props} />}
    </div>
  );
});

/** Near enough that the scroll bar does not lie much. */
function guessHeight(entry: TimelineEntry): number {
  switch (entry.kind) {
    case 'call':
      return entry.note ? 86 : 42;
    case 'note':
      return 76 + 19 * Math.floor(entry.text.length / 90);
    case 'message':
      return 120 + 19 * Math.floor(entry.text.length / 90);
  }
}
