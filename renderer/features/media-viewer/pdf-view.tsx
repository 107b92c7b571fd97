import { AnnotationMode, getDocument, GlobalWorkerOptions, type PDFDocumentProxy, type PDFPageProxy, type RenderTask } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { useActions } from '../../state/desk.tsx';
import { readBytes, type MediaHere } from '../../state/media.ts';
import { useText } from '../../text/text.tsx';
import styles from './media-viewer.module.css';

const mostPages = 200;
/** Of one page as it is painted: larger ones are painted coarser. */
const mostPixels = 12_000_000;
const mostImagePixels = 50_000_000;

/** A PDF's pages as pictures: drawn in a worker of this page, without its scripts, forms and links. */
export function PdfView({ file: { entryId, part }, name, zoom }: { file: MediaHere; name: string; zoom: number | null }) {
  const { text } = useText();
  const actions = useActions();
  const [pages, setPages] = useState<{ readonly document: PDFDocumentProxy; readonly count: number } | null>(null);
  const [isBroken, setIsBroken] = useState(false);
  useEffect(() => {
    let isWanted = true;
    let destroy: (() => Promise<void>) | null = null;
    async function open(): Promise<void> {
      const data = await readBytes(actions.call, { entryId, part });
      if (!isWanted) return;
      GlobalWorkerOptions.workerSrc = new URL('pdfjs-dist/build/pdf.worker.min.mjs', import.meta.url).href;
      const task = getDocument({
        data,
        maxImageSize: mostImagePixels,
        canvasMaxAreaInBytes: mostImagePixels * 4,
        enableXfa: false,
        disableAutoFetch: true,
        disableStream: true,
        // Nothing of it is fetched from anywhere: not even what would make a rare picture faster.
        useWasm: false,
        useWorkerFetch: false,
      });
      destroy = () => task.destroy();
      const document = await task.promise;
      if (isWanted) setPages({ document, count: Math.min(document.numPages, mostPages) });
    }
    open().catch(() => isWanted && setIsBroken(true));
    return () => {
      isWanted = false;
      void destroy?.();
    };
  }, [actions, entryId, part]);
  if (isBroken) {
    return (
      <p className={styles.middle} role="alert">
        {text('media.pdfBroken')}
      </p>
    );
  }
  if (!pages) return <div className={styles.middle} aria-busy="true" />;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard.
    <div className={styles.pages} role="region" aria-label={name} tabIndex={0}>
      {Array.from({ length: pages.count }, (_, index) => (
        <Page key={index} document={pages.document} number={index + 1} zoom={zoom} />
      ))}
      {pages.count < pages.document.numPages && <p className={styles.faint}>{text('media.pdfLong', { count: pages.count })}</p>}
    </div>
  );
}

function Page({ document, number, zoom }: { document: PDFDocumentProxy; number: number; zoom: number | null }) {
  const { text } = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isNear, setIsNear] = useState(number === 1);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    // Painted when it comes near, not all at once.
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && setIsNear(true), { rootMargin: '600px' });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current;
    if (!isNear || !element) return;
    let isWanted = true;
    let task: RenderTask | null = null;
    document
      .getPage(number)
      .then((page) => {
        if (!isWanted) return;
        task = paint(page, element, zoom);
        return task.promise.then(() => void (element.dataset['painted'] = 'true'));
      })
      .catch(() => undefined);
    return () => {
      isWanted = false;
      task?.cancel();
    };
  }, [document, number, zoom, isNear]);
  return <canvas ref={canvas} role="img" aria-label={text('media.page', { page: number, count: document.numPages })} className={styles.page} />;
}

function paint(page: PDFPageProxy, canvas: HTMLCanvasElement, zoom: number | null): RenderTask {
  const natural = page.getViewport({ scale: 1 });
  const room = (canvas.parentElement?.clientWidth ?? 800) - 48;
  // A point is 1/72 inch, a pixel of the screen 1/96.
  const shown = zoom === null ? Math.min(1.5, room / natural.width) : zoom * (96 / 72);
  const wanted = shown * Math.min(2, window.devicePixelRatio);
  const scale = Math.min(wanted, Math.sqrt(mostPixels / (natural.width * natural.height)));
  const viewport = page.getViewport({ scale });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  canvas.style.width = `${Math.floor(natural.width * shown)}px`;
  canvas.style.height = `${Math.floor(natural.height * shown)}px`;
  return page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE });
}
