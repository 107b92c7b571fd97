import { useEffect, useRef } from 'react';
import type { DraftFile } from '../../../../contract/model/draft.ts';
import { useActions, useDesk } from '../../../state/desk.tsx';
import { useText } from '../../../text/text.tsx';
import styles from './compose.module.css';
import { createEditor, type Editor } from './editor.ts';

export interface RichTextProps {
  /** What it begins with; typed text is told by `onChange` and not put back. */
  readonly html: string;
  readonly files: readonly DraftFile[];
  readonly onChange: (html: string) => void;
  readonly onMove: () => void;
  readonly onFiles: (files: readonly File[]) => void;
  /** null when it goes. */
  readonly onReady: (editor: Editor | null) => void;
}

/** Text with the few formats a mail needs. */
export function RichText({ html, files, onReady, ...events }: RichTextProps) {
  const { text } = useText();
  const root = useRef<HTMLDivElement>(null);
  const latest = useRef(events);
  latest.current = events;

  useEffect(() => {
    const node = root.current;
    if (!node) return;
    const editor = createEditor(node, html, {
      onChange: (changed) => latest.current.onChange(changed),
      onMove: () => latest.current.onMove(),
      onFiles: (pasted) => latest.current.onFiles(pasted),
    });
    onReady(editor);
    return () => {
      onReady(null);
      editor.destroy();
    };
    // It begins once; afterwards the text is the editor's.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  usePictures(root, files);

  return (
    <div
      ref={root}
      className={styles.editor}
      role="textbox"
      aria-multiline="true"
      aria-label={text('compose.text')}
      data-testid="mail-text"
      tabIndex={0}
      suppressContentEditableWarning
    />
  );
}

/** Pictures inside the text get their bytes from main when they are all there. */
function usePictures(root: { readonly current: HTMLElement | null }, files: readonly DraftFile[]): void {
  const actions = useActions();
  const uploads = useDesk((state) => state.uploads);
  const shown = useRef(new Map<string, string>());
  useEffect(() => {
    for (const file of files) {
      const { contentId, receivedBytes, sizeBytes } = file;
      if (contentId === null || receivedBytes < sizeBytes || shown.current.has(contentId)) continue;
      shown.current.set(contentId, '');
      void actions.uploads
        .read(file)
        .then((blob) => {
          const url = URL.createObjectURL(blob);
          shown.current.set(contentId, url);
          for (const picture of root.current?.querySelectorAll('img') ?? []) if (picture.dataset['cid'] === contentId) picture.src = url;
        })
        .catch(() => shown.current.delete(contentId));
    }
  }, [actions, files, uploads, root]);
  useEffect(() => {
    const urls = shown.current;
    return () => {
      for (const url of urls.values()) if (url) URL.revokeObjectURL(url);
      urls.clear();
    };
  }, []);
}
