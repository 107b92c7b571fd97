import { ChevronLeft, ChevronRight, Download, FolderOpen, RotateCw, Scan, CircleStop, TriangleAlert, X, ZoomIn, ZoomOut } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay, ProgressBar } from 'react-aria-components';
import type { MediaState } from '../../../contract/model/media.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { mediaKey } from '../../state/media.ts';
import type { ViewedFile, Viewer } from '../../state/state.ts';
import { useAttempt } from '../../state/use-attempt.ts';
import { useLatest } from '../../state/use-latest.ts';
import { useSave } from '../../state/use-save.ts';
import { dangerOf, endingOf, shownName } from '../../text/file-name.ts';
import { useText } from '../../text/text.tsx';
import { useByteSize } from '../../text/use-byte-size.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { PackedView } from './packed-view.tsx';
import { PictureView } from './picture-view.tsx';
import { TextView } from './text-view.tsx';
import styles from './media-viewer.module.css';

/** What draws PDFs is as large as the rest of the window: it is read when one is opened. */
const PdfView = lazy(() => import('./pdf-view.tsx').then(({ PdfView: component }) => ({ default: component })));

/** What a message has beside its text, one after the other, over everything else. */
export function MediaViewer() {
  const viewer = useDesk((state) => state.viewer);
  const actions = useActions();
  const { text } = useText();
  return (
    <ModalOverlay isOpen={viewer !== null} onOpenChange={(isOpen) => !isOpen && actions.view(null)} isDismissable className={styles.overlay ?? ''}>
      <Modal className={styles.modal ?? ''}>
        <AriaDialog className={styles.dialog ?? ''} aria-label={text('media.preview')}>
          {viewer && <Opened key={viewer.entryId} viewer={viewer} />}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

const zooms = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];

function Opened({ viewer }: { viewer: Viewer }) {
  const { entryId, files } = viewer;
  const actions = useActions();
  const { text } = useText();
  const index = Math.max(
    0,
    files.findIndex(({ part }) => part === viewer.part),
  );
  const file = files[index];
  /** null: as large as the window allows. */
  const [zoom, setZoom] = useState<number | null>(null);
  const state = useFetched({ entryId, part: viewer.part });
  const kind = state?.state === 'here' ? state.look.kind : null;
  const hasZoom = kind === 'picture' || kind === 'pdf';

  function go(step: number): void {
    const next = files[index + step];
    if (!next) return;
    setZoom(null);
    actions.view({ ...viewer, part: next.part });
  }
  function resize(step: number): void {
    const at = zooms.findIndex((one) => one >= (zoom ?? 1));
    setZoom(zooms[Math.min(zooms.length - 1, Math.max(0, at + step))] ?? 1);
  }
  const onKeyDown = useLatest(({ key, target }: KeyboardEvent): void => {
    if (target instanceof HTMLElement && target.closest('input, textarea, [role="region"]') && key.startsWith('Arrow')) return;
    if (key === 'ArrowLeft') go(-1);
    else if (key === 'ArrowRight') go(1);
    else if (hasZoom && key === '+') resize(1);
    else if (hasZoom && key === '-') resize(-1);
    else if (hasZoom && key === '0') setZoom(null);
  });
  useEffect(() => {
    const stop = new AbortController();
    // Wherever the focus is: nothing else can be reached while this is open.
    document.addEventListener('keydown', (event) => onKeyDown.current(event), stop);
    return () => stop.abort();
  }, [onKeyDown]);
  if (!file) return null;
  return (
    <div className={styles.frame}>
      <Head file={file}>
        {files.length > 1 && (
          <span className={styles.steps}>
            <IconButton label={text('media.previous')} icon={ChevronLeft} isDisabled={index === 0} onPress={() => go(-1)} />
            <span className={styles.place}>{text('media.place', { place: index + 1, count: files.length })}</span>
            <IconButton label={text('media.next')} icon={ChevronRight} isDisabled={index === files.length - 1} onPress={() => go(1)} />
          </span>
        )}
        {hasZoom && (
          <span className={styles.steps}>
            <IconButton label={text('media.zoomOut')} icon={ZoomOut} onPress={() => resize(-1)} />
            <IconButton label={text('media.zoomFit')} icon={Scan} isDisabled={zoom === null} onPress={() => setZoom(null)} />
            <IconButton label={text('media.zoomIn')} icon={ZoomIn} onPress={() => resize(1)} />
          </span>
        )}
        <SaveButtons viewer={viewer} file={file} />
        <IconButton label={text('frame.close')} icon={X} onPress={() => actions.view(null)} />
      </Head>
      <Danger name={file.name} />
      <div className={styles.content}>
        <Content key={viewer.part} viewer={viewer} file={file} state={state} zoom={zoom} />
      </div>
    </div>
  );
}

/** Begins to fetch what is looked at. */
function useFetched(ref: { readonly entryId: Viewer['entryId']; readonly part: string }): MediaState | undefined {
  const actions = useActions();
  const sentence = useLatest(useText().error);
  const { entryId, part } = ref;
  useEffect(() => {
    actions.call('media.fetch', { entryId, part }).catch((error: unknown) => actions.notify(sentence.current(error), { tone: 'stop' }));
  }, [actions, sentence, entryId, part]);
  return useDesk((state) => state.media[mediaKey(ref)]);
}

function Head({ file, children }: { file: ViewedFile; children: ReactNode }) {
  const size = useByteSize();
  return (
    <header className={styles.head}>
      <Heading slot="title" className={styles.title ?? ''}>
        <bdi>{shownName(file.name)}</bdi>
      </Heading>
      {file.sizeBytes !== null && <span className={styles.size}>{size(file.sizeBytes)}</span>}
      <span className={styles.tools}>{children}</span>
    </header>
  );
}

function SaveButtons({ viewer, file }: { viewer: Viewer; file: ViewedFile }) {
  const { text } = useText();
  const { save, show, isSaving } = useSave(viewer.entryId);
  return (
    <>
      {show && (
        <Button size="small" icon={FolderOpen} onPress={show}>
          {text('media.showInFolder')}
        </Button>
      )}
      <Button size="small" icon={Download} isDisabled={isSaving} onPress={() => save([file])}>
        {text('media.save')}
      </Button>
    </>
  );
}

function Danger({ name }: { name: string }) {
  const { text } = useText();
  const danger = dangerOf(name);
  if (!danger) return null;
  return (
    <p className={styles.danger} role="status">
      <TriangleAlert size={15} aria-hidden />
      <span>{text(`media.danger.${danger}`, { ending: `.${endingOf(name)}` })}</span>
    </p>
  );
}

interface ContentProps {
  readonly viewer: Viewer;
  readonly file: ViewedFile;
  readonly state: MediaState | undefined;
  readonly zoom: number | null;
}

function Content({ viewer, file, state, zoom }: ContentProps) {
  const { text, failure } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const ref = { entryId: viewer.entryId, part: file.part };
  const again = (words: string) => (
    <Button icon={RotateCw} onPress={() => attempt(() => actions.call('media.fetch', ref))}>
      {words}
    </Button>
  );
  switch (state?.state) {
    case undefined:
      return <div className={styles.middle} aria-busy="true" />;
    case 'absent':
      return <div className={styles.middle}>{again(text('media.fetchNow'))}</div>;
    case 'failed':
      return (
        <div className={styles.middle} role="alert">
          <p>{failure(state.failure)}</p>
          {again(text('media.again'))}
        </div>
      );
    case 'fetching':
      return <Fetching state={state} />;
    case 'here':
      return <Here file={state} name={file.name} zoom={zoom} />;
  }
}

function Fetching({ state }: { state: Extract<MediaState, { state: 'fetching' }> }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const size = useByteSize();
  const { entryId, part, doneBytes, totalBytes } = state;
  const words =
    totalBytes === null
      ? text('media.fetchingOpen', { done: size(doneBytes) })
      : text('media.fetching', { done: size(doneBytes), total: size(totalBytes) });
  return (
    <div className={styles.middle}>
      <ProgressBar
        aria-label={text('media.progress')}
        value={doneBytes}
        maxValue={Math.max(1, totalBytes ?? 1)}
        isIndeterminate={totalBytes === null}
        className={styles.progress ?? ''}
      >
        {({ percentage }) => <span className={styles.bar} style={{ width: `${percentage ?? 0}%` }} />}
      </ProgressBar>
      <p className={styles.faint}>{words}</p>
      <Button icon={CircleStop} onPress={() => attempt(() => actions.call('media.stop', { entryId, part }))}>
        {text('media.stop')}
      </Button>
    </div>
  );
}

function Here({ file, name, zoom }: { file: Extract<MediaState, { state: 'here' }>; name: string; zoom: number | null }) {
  const { text } = useText();
  switch (file.look.kind) {
    case 'picture':
      return <PictureView file={file} name={name} zoom={zoom} />;
    case 'pdf':
      return (
        <Suspense fallback={<div className={styles.middle} aria-busy="true" />}>
          <PdfView file={file} name={name} zoom={zoom} />
        </Suspense>
      );
    case 'text':
      return <TextView file={file} charset={file.look.charset} />;
    case 'packed':
      return <PackedView file={file} />;
    case 'other': {
      const ending = endingOf(name).toUpperCase();
      return (
        <div className={styles.middle}>
          {ending && <p className={styles.kind}>{text('media.noPreviewType', { kind: ending })}</p>}
          <p className={styles.faint}>{text('media.noPreview')}</p>
        </div>
      );
    }
  }
}
