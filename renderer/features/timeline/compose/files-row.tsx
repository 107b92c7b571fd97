import { Paperclip, X } from 'lucide-react';
import type { DraftFile } from '../../../../contract/model/draft.ts';
import { useActions, useDesk } from '../../../state/desk.tsx';
import { useAttempt } from '../../../state/use-attempt.ts';
import { useText } from '../../../text/text.tsx';
import { useSize } from '../../../text/size.ts';
import { IconButton } from '../../../ui/button.tsx';
import styles from './compose.module.css';

/** What goes along: name, size, how much of it is there, and the way to leave it out. */
export function FilesRow({ files }: { files: readonly DraftFile[] }) {
  const { text } = useText();
  const attached = files.filter(({ contentId }) => contentId === null);
  if (attached.length === 0) return null;
  return (
    <ul className={styles.files} aria-label={text('compose.files')}>
      {attached.map((file) => (
        <FileChip key={file.id} file={file} />
      ))}
    </ul>
  );
}

function FileChip({ file }: { file: DraftFile }) {
  const { id, name, sizeBytes, receivedBytes, isFetchedLater } = file;
  const { text } = useText();
  const size = useSize();
  const actions = useActions();
  const attempt = useAttempt();
  const sent = useDesk((state) => state.uploads[id]);
  const isCut = sent === undefined && !isFetchedLater && receivedBytes < sizeBytes;
  const percent = Math.floor((100 * (sent ?? 0)) / Math.max(1, sizeBytes));

  async function remove(): Promise<void> {
    await actions.call('drafts.remove-file', { fileId: id });
    actions.notify(text('compose.fileRemoved', { name }), { undo: () => attempt(() => actions.call('drafts.restore-file', { fileId: id })) });
  }
  return (
    <li className={styles.file} data-testid="file" data-cut={isCut}>
      <Paperclip size={13} aria-hidden />
      <span className={styles.fileName} title={name}>
        {name}
      </span>
      <span className={styles.faint}>{size(sizeBytes)}</span>
      {isFetchedLater && <span className={styles.faint}>{text('compose.fileLater')}</span>}
      {isCut && <span className={styles.cut}>{text('compose.fileCut')}</span>}
      {sent !== undefined && sizeBytes > 0 && (
        <progress value={percent} max={100} aria-label={text('compose.fileProgress', { name, percent })} className={styles.progress} />
      )}
      <IconButton label={text('compose.fileRemove', { name })} icon={X} onPress={() => attempt(remove)} />
    </li>
  );
}
