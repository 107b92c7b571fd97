import { Clock, Paperclip, Send, Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import { FileTrigger } from 'react-aria-components';
import type { DraftContent, DraftFile } from '../../../../contract/model/draft.ts';
import { useActions, useDesk, useDeskStore } from '../../../state/desk.tsx';
import type { Letter } from '../../../state/state.ts';
import { useAttempt } from '../../../state/use-attempt.ts';
import { useDate } from '../../../text/date.ts';
import { useText } from '../../../text/text.tsx';
import { Button, IconButton } from '../../../ui/button.tsx';
import styles from './compose.module.css';
import type { Editor } from './editor.ts';
import { FilesRow } from './files-row.tsx';
import { FormatBar } from './format-bar.tsx';
import { LetterHead } from './letter-head.tsx';
import { ObstacleLine } from './obstacle-line.tsx';
import { RichText } from './rich-text.tsx';
import { SendLater } from './send-later.tsx';
import { useSizeLimit } from './use-size-limit.ts';
import { useSending } from './use-sending.ts';

const noFiles: readonly DraftFile[] = [];

/** A mail while it is being written. Nothing of it needs to be saved by hand. */
export function MailComposer({ letterKey }: { letterKey: string }) {
  const letter = useDesk((state) => state.letters[letterKey]);
  if (!letter) return null;
  return <Writing key={letterKey} letter={letter} />;
}

function Writing({ letter }: { letter: Letter }) {
  const { key, content, revision } = letter;
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const store = useDeskStore();
  const [editor, setEditor] = useState<Editor | null>(null);
  const [moves, setMoves] = useState(0);
  const files = useDesk((state) => state.mailDrafts.find(({ id }) => id === letter.draftId)?.files ?? noFiles);
  const limit = useSizeLimit(content.accountId, files.length > 0);
  const { obstacle, forget, send } = useSending(key, { files, maxBytes: limit.maxBytes });
  const section = useRef<HTMLElement>(null);
  useBeginning(letter, { section, editor });
  const change = (part: Partial<DraftContent>, isOutside = false): void => {
    forget();
    actions.letters.change(key, part, { isOutside });
  };

  async function attach(added: readonly File[]): Promise<void> {
    forget();
    for (const file of added) await actions.uploads.add(key, file, { isInline: false });
  }
  /** Pictures stand where they were put; other files go along. */
  async function paste(pasted: readonly File[]): Promise<void> {
    for (const file of pasted) {
      if (!/^image\/(png|jpe?g|gif|webp)$/.test(file.type)) {
        await attach([file]);
        continue;
      }
      const { contentId } = await actions.uploads.add(key, file, { isInline: true });
      editor?.insertHTML(`<img data-cid="${contentId ?? ''}" alt="">`);
    }
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    // What an address field has just taken over is in the store already.
    if (store.getState().letters[key]) attempt(() => send({ isSure: obstacle?.kind === 'attachment' }));
  }
  const isComing = files.some(({ receivedBytes, sizeBytes, isFetchedLater }) => !isFetchedLater && receivedBytes < sizeBytes);
  return (
    <section
      ref={section}
      className={styles.letter}
      aria-label={text('compose.region')}
      onKeyDown={onKeyDown}
      {...useDropTarget((dropped) => attempt(() => attach(dropped)))}
    >
      <LetterHead letter={letter} onChange={change} />
      <RichText
        key={revision}
        html={content.html}
        files={files}
        onChange={(html) => change({ html })}
        onMove={() => setMoves((count) => count + 1)}
        onFiles={(pasted) => attempt(() => paste(pasted))}
        onReady={setEditor}
      />
      <FilesRow files={files} />
      <ChosenTime letter={letter} />
      <ObstacleLine obstacle={obstacle} limit={limit} onSendAnyway={() => attempt(() => send({ isSure: true }))} />
      <div className={styles.acts}>
        <FormatBar editor={editor} moves={moves} />
        <FileTrigger allowsMultiple onSelect={(list) => list && attempt(() => attach([...list]))}>
          <IconButton label={text('compose.attach')} icon={Paperclip} />
        </FileTrigger>
        <div className={styles.leaving}>
          <DraftState letter={letter} />
          <SendLater isDisabled={isComing} onSend={(sendAt) => attempt(() => send({ sendAt, isSure: false }))} />
          <Button tone="accent" icon={Send} keyHint="Ctrl ↵" onPress={() => attempt(() => send({ isSure: false }))}>
            {text('compose.send')}
          </Button>
        </div>
      </div>
    </section>
  );
}

/** Where writing begins: an answer in its text, above what it answers; anything else with what is missing. */
function useBeginning(
  { key, place, content }: Letter,
  { section, editor }: { section: { readonly current: HTMLElement | null }; editor: Editor | null },
): void {
  const actions = useActions();
  const isWanted = useDesk((state) => state.wantedLetter === key);
  useEffect(() => {
    if (!isWanted || !editor) return;
    actions.letters.begun();
    const missing = content.to.length === 0 ? 'mail-to' : content.subject === '' ? 'mail-subject' : null;
    if (missing === null || place.kind === 'reply') editor.focus().moveCursorToStart();
    else section.current?.querySelector<HTMLElement>(`[name="${missing}"]`)?.focus();
  }, [actions, isWanted, editor, section, content, place]);
}

/** Whether it is on disk, when it is to go out, and the way to throw it away: which can be undone. */
function DraftState({ letter }: { letter: Letter }) {
  const { key, isSaved, draftId } = letter;
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();

  async function discard(): Promise<void> {
    const discarded = await actions.letters.discard(key);
    actions.notify(text('compose.discarded'), {
      undo: () =>
        attempt(async () => {
          await actions.call('drafts.restore', { draftId: discarded });
          await actions.letters.openDraft(discarded);
        }),
    });
  }
  const isKept = draftId !== null || !isSaved;
  return (
    <div className={styles.state}>
      <span role="status" className={styles.faint} data-testid="draft-state">
        {isKept ? text(isSaved ? 'compose.saved' : 'compose.saving') : ''}
      </span>
      <IconButton label={text('compose.discard')} icon={Trash2} isDisabled={!isKept} onPress={() => attempt(discard)} />
    </div>
  );
}

/** Of a message that was taken back: the time it was to go out at. */
function ChosenTime({ letter: { key, content } }: { letter: Letter }) {
  const { text } = useText();
  const date = useDate();
  const actions = useActions();
  if (content.sendAt === null || content.sendAt <= Date.now()) return null;
  return (
    <p className={styles.chosen}>
      <Clock size={13} aria-hidden />
      {text('compose.later.chosen', { date: date(content.sendAt) })}
      <IconButton label={text('compose.later.clear')} icon={X} onPress={() => actions.letters.change(key, { sendAt: null })} />
    </p>
  );
}

/** Files may be dropped anywhere on the letter; a drag of anything else is none of its business. */
function useDropTarget(onDrop: (files: readonly File[]) => void) {
  const [isOver, setIsOver] = useState(false);
  const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files');
  return {
    'data-drop': isOver,
    onDragOver(event: DragEvent) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    },
    onDragLeave(event: DragEvent) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
    },
    onDropCapture(event: DragEvent) {
      setIsOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      onDrop([...event.dataTransfer.files]);
    },
  };
}
