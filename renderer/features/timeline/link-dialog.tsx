import { Copy, ExternalLink, TriangleAlert } from 'lucide-react';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { hostOf, pretendedHost, type MailLink } from './mail-links.ts';
import styles from './reading.module.css';

/** Before anything is opened: where it really leads. */
export function LinkDialog({ link, onClose }: { link: MailLink | null; onClose: () => void }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const isBrowser = useDesk((state) => state.application?.shell === 'browser');
  const host = link ? hostOf(link.url) : null;
  if (!link || host === null) return null;
  const url = new URL(link.url).href;
  const said = pretendedHost(link);

  function open(): void {
    // A tab of the user's own browser, which hears nothing of this page.
    if (isBrowser) window.open(url, '_blank', 'noopener,noreferrer');
    else attempt(() => actions.call('application.open-link', { url }));
    onClose();
  }
  return (
    <Dialog title={text('link.title')} closeLabel={text('frame.close')} isOpen onClose={onClose}>
      {said !== null && (
        <p className={styles.warning} role="alert">
          <TriangleAlert size={15} aria-hidden />
          <span>{text('link.mismatch', { said, host })}</span>
        </p>
      )}
      <dl className={styles.link}>
        <dt>{text('link.leadsTo')}</dt>
        <dd>
          <b>{host}</b>
        </dd>
        <dt>{text('link.whole')}</dt>
        <dd className={styles.address}>{url}</dd>
      </dl>
      <div className={styles.dialogActs}>
        <Button onPress={onClose} autoFocus>
          {text('link.cancel')}
        </Button>
        <Button
          icon={Copy}
          onPress={() =>
            attempt(async () => {
              await navigator.clipboard.writeText(url);
              actions.notify(text('source.copied'));
              onClose();
            })
          }
        >
          {text('link.copy')}
        </Button>
        <Button tone={said === null ? 'accent' : 'plain'} icon={ExternalLink} onPress={open}>
          {text('link.open')}
        </Button>
      </div>
    </Dialog>
  );
}
