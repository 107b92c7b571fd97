import { MessagesSquare } from 'lucide-react';
import { useRef, useState } from 'react';
import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import { Composer } from './composer.tsx';
import { Feed } from './feed.tsx';
import { LineStrip } from './line-strip.tsx';
import line from './line.module.css';
import { createSight } from './sight.ts';
import styles from './timeline.module.css';

/** One person's line: oldest above, newest at the bottom. */
export function Timeline() {
  const timeline = useDesk((state) => state.timeline);
  const opening = useDesk((state) => state.line.opening);
  const contactId = useDesk((state) => state.contactId);
  const [sight] = useState(createSight);
  const isFocused = useRef(false);
  const { text } = useText();
  if (contactId === null) return <EmptyState icon={MessagesSquare}>{text('timeline.none')}</EmptyState>;
  return (
    <section className={styles.timeline} aria-label={text('timeline.label')}>
      {timeline ? (
        <>
          <LineStrip timeline={timeline} sight={sight} />
          <Feed key={`${timeline.contactId} ${opening}`} timeline={timeline} sight={sight} isFocused={isFocused} />
        </>
      ) : (
        <Skeleton />
      )}
      <Composer contactId={contactId} />
    </section>
  );
}

const skeletonHeights = [64, 40, 96, 52, 72];

function Skeleton() {
  const { text } = useText();
  return (
    <div className={line.skeleton} aria-busy="true" aria-label={text('frame.loading')} role="status">
      {skeletonHeights.map((height) => (
        <span key={height} style={{ height }} />
      ))}
    </div>
  );
}
