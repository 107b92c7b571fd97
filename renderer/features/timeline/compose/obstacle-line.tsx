import { useText } from '../../../text/text.tsx';
import { useSize } from '../../../text/size.ts';
import { Button } from '../../../ui/button.tsx';
import styles from './compose.module.css';
import type { SizeLimit } from './use-size-limit.ts';
import type { Obstacle } from './written-check.ts';

/** Why it was not sent, in a sentence, and what can be done about it. */
export function ObstacleLine({ obstacle, limit, onSendAnyway }: { obstacle: Obstacle | null; limit: SizeLimit; onSendAnyway: () => void }) {
  const { text } = useText();
  const size = useSize();
  if (!obstacle) return null;
  function sentence(of: Obstacle): string {
    switch (of.kind) {
      case 'address':
        return text('compose.addressInvalid', { address: of.address });
      case 'recipients':
        return text('compose.addressMissing');
      case 'files':
        return text('compose.filesComing');
      case 'attachment':
        return text('compose.nothingAttached');
      case 'size':
        return text(limit.isKnown ? 'compose.tooLarge' : 'compose.tooLargeUsual', { size: size(of.bytes), limit: size(limit.maxBytes) });
    }
  }
  return (
    <div className={styles.obstacle} role="alert" data-kind={obstacle.kind}>
      <span>{sentence(obstacle)}</span>
      {obstacle.kind === 'attachment' && (
        <Button size="small" onPress={onSendAnyway}>
          {text('compose.sendAnyway')}
        </Button>
      )}
    </div>
  );
}
