import { Download, File, FileArchive, FileText, FolderOpen, Image, CircleStop, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { Attachment } from '../../../contract/model/message.ts';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { mediaKey } from '../../state/media.ts';
import type { ViewedFile } from '../../state/state.ts';
import { useAttempt } from '../../state/use-attempt.ts';
import { useSave } from '../../state/use-save.ts';
import { dangerOf, endingOf, shownName } from '../../text/file-name.ts';
import { useText } from '../../text/text.tsx';
import { useByteSize } from '../../text/use-byte-size.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import styles from './reading.module.css';

/** Those that do not stand in the text; where there is only plain text, all of them. */
export function listedAttachments({ attachments, hasHtml }: MessageEntry): Attachment[] {
  return attachments.filter(({ isInline }) => !isInline || !hasHtml);
}

export function Attachments({ entry }: { entry: MessageEntry }) {
  const { text } = useText();
  const { save, show, isSaving } = useSave(entry.id);
  const files = listedAttachments(entry).map(({ index, name, mediaType, sizeBytes }) => ({ part: String(index), name, mediaType, sizeBytes }));
  // Of a practice message nothing can be fetched.
  const isReal = entry.accountId !== null;
  return (
    <div className={styles.attachments}>
      <ul aria-label={text('media.attachments')}>
        {files.map((file) => (
          <AttachmentItem key={file.part} entry={entry} file={file} files={files} isReal={isReal} />
        ))}
      </ul>
      {isReal && files.length > 1 && (
        <div className={styles.acts}>
          <Button size="small" icon={Download} isDisabled={isSaving} onPress={() => save(files)}>
            {text('media.saveAll')}
          </Button>
          {show && (
            <Button size="small" icon={FolderOpen} onPress={show}>
              {text('media.showInFolder')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

interface ItemProps {
  readonly entry: MessageEntry;
  readonly file: ViewedFile & { readonly sizeBytes: number };
  readonly files: readonly ViewedFile[];
  readonly isReal: boolean;
}

function AttachmentItem({ entry, file, files, isReal }: ItemProps) {
  const { text, failure } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const size = useByteSize();
  const { save, show, isSaving } = useSave(entry.id);
  const ref = { entryId: entry.id, part: file.part };
  const state = useDesk(({ media }) => media[mediaKey(ref)]);
  const danger = dangerOf(file.name);
  const Icon = danger ? TriangleAlert : iconOf(file.mediaType);
  const name = shownName(file.name);
  const share = state?.state === 'fetching' && state.totalBytes ? Math.min(1, state.doneBytes / state.totalBytes) : null;
  return (
    <li className={`${styles.attachment} ${danger ? styles.dangerous : ''}`} data-state={state?.state ?? 'absent'}>
      <AriaButton className={styles.open ?? ''} isDisabled={!isReal} onPress={() => actions.view({ entryId: entry.id, part: file.part, files })}>
        <Icon size={14} aria-hidden />
        <span className="visually-hidden">{text('media.open')}</span> <bdi className={styles.name}>{name}</bdi>
        <span className={styles.faint}>
          {state?.state === 'fetching' ? `${size(state.doneBytes)} / ${size(file.sizeBytes)}` : size(file.sizeBytes)}
        </span>
      </AriaButton>
      {danger && <span className={styles.ending}>{text('media.ending', { ending: `.${endingOf(file.name)}` })}</span>}
      {state?.state === 'fetching' ? (
        <IconButton label={text('media.stop')} icon={CircleStop} onPress={() => attempt(() => actions.call('media.stop', ref))} />
      ) : (
        isReal && <IconButton label={text('media.saveNamed', { name })} icon={Download} isDisabled={isSaving} onPress={() => save([file])} />
      )}
      {show && <IconButton label={text('media.showInFolder')} icon={FolderOpen} onPress={show} />}
      {state?.state === 'failed' && (
        <span className={styles.failed} role="status">
          {failure(state.failure)}
        </span>
      )}
      {share !== null && <span className={styles.share} style={{ inlineSize: `${Math.round(share * 100)}%` }} />}
    </li>
  );
}

function iconOf(mediaType: string): LucideIcon {
  if (mediaType.startsWith('image/')) return Image;
  if (mediaType.startsWith('text/') || mediaType === 'application/pdf') return FileText;
  return /zip|compressed|tar|ms-tnef/.test(mediaType) ? FileArchive : File;
}

/** What of it is on this computer already; asked for once the message is looked at. */
export function useMediaStates(entry: MessageEntry): void {
  const actions = useActions();
  const [isAsked, setIsAsked] = useState(false);
  const isWanted = entry.attachments.length > 0 && entry.accountId !== null && !isAsked;
  useEffect(() => {
    if (!isWanted) return;
    setIsAsked(true);
    actions.readMedia(entry.id).catch(() => undefined);
  }, [isWanted, actions, entry.id]);
}
