import type { EntryId } from '../../../contract/model/ids.ts';
import type { Sight } from './sight.ts';

/** Rows this near to the screen are drawn; of all others only the height is guessed. */
const drawnWithinPx = 1_200;
/** So far before its end is reached the next page is asked for. */
const loadWithinPx = 1_600;
const endWithinPx = 40;
const roomAbovePx = 8;

/** Tells rows that they come near the screen, each once. */
export interface Nearness {
  /** Answers how to stop. */
  watch(row: Element, onNear: () => void): () => void;
}

export function createNearness(): Nearness {
  const waiting = new Map<Element, () => void>();
  let observer: IntersectionObserver | null = null;
  const observed = (root: Element | null): IntersectionObserver =>
    new IntersectionObserver(
      (changes) => {
        for (const { isIntersecting, target } of changes) if (isIntersecting) waiting.get(target)?.();
      },
      { root, rootMargin: `${drawnWithinPx}px 0px` },
    );
  return {
    watch(row, onNear) {
      observer ??= observed(row.closest('[data-line]'));
      waiting.set(row, onNear);
      observer.observe(row);
      return () => {
        waiting.delete(row);
        observer?.unobserve(row);
      };
    },
  };
}

/**
 * The scrolling of a line. What is being read keeps its place by the browser's own scroll anchoring, whatever comes, goes or grows above it; at the end it
 * stays at the end.
 */
export interface Scrolling {
  toEnd(): void;
  /** This entry at the top of the screen; `inContext`: whole, with some of what came before it. False where it is not held. */
  to(id: EntryId, options?: { readonly inContext: boolean }): boolean;
  /** After rows came, went or were drawn. */
  settle(): void;
  readonly isAtEnd: () => boolean;
}

export interface ScrollingOptions {
  readonly sight: Sight;
  /** The end of the run that is held is coming near. */
  readonly onNear: (side: 'older' | 'newer') => void;
  readonly has: (side: 'older' | 'newer') => boolean;
}

export function startScrolling(scroller: HTMLElement, { sight, onNear, has }: ScrollingOptions): Scrolling & Disposable {
  const column = scroller.firstElementChild as HTMLElement;
  let isAtEnd = true;
  let frame = 0;

  const below = (): number => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  const idOf = (row: Element | undefined): EntryId | null => (row ? (Number(row.getAttribute('data-row')) as EntryId) : null);
  /** The first row that ends below a height. */
  function rowAt(height: number): number {
    let [low, high] = [0, column.children.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = column.children[middle] as HTMLElement;
      if (row.offsetTop + row.offsetHeight > height) high = middle;
      else low = middle + 1;
    }
    return low;
  }
  function look(): void {
    frame = 0;
    const { scrollTop, clientHeight } = scroller;
    const seen = {
      top: idOf(column.children[rowAt(scrollTop + 1)]),
      bottom: idOf(column.children[rowAt(scrollTop + clientHeight - 1)]),
      isAtEnd: isAtEnd && !has('newer'),
    };
    const before = sight.getState();
    if (before.top !== seen.top || before.bottom !== seen.bottom || before.isAtEnd !== seen.isAtEnd) sight.setState(seen);
    if (scrollTop < loadWithinPx && has('older')) onNear('older');
    if (below() < loadWithinPx && has('newer')) onNear('newer');
  }
  function onScroll(): void {
    // At the very top the browser anchors nothing: an older page would push away what is being read.
    if (scroller.scrollTop < 1 && has('older')) scroller.scrollTop = 1;
    isAtEnd = below() <= endWithinPx;
    frame ||= requestAnimationFrame(look);
  }
  function settle(): void {
    if (isAtEnd && !has('newer')) scroller.scrollTop = scroller.scrollHeight;
    frame ||= requestAnimationFrame(look);
  }
  const resized = new ResizeObserver(settle);
  resized.observe(scroller);
  resized.observe(column);
  scroller.addEventListener('scroll', onScroll, { passive: true });
  return {
    toEnd() {
      isAtEnd = true;
      scroller.scrollTop = scroller.scrollHeight;
    },
    to(id, { inContext } = { inContext: false }) {
      const row = column.querySelector<HTMLElement>(`[data-row="${id}"]`);
      if (!row) return false;
      isAtEnd = false;
      const left = scroller.clientHeight - row.offsetHeight - roomAbovePx;
      const above = inContext ? Math.max(roomAbovePx, Math.min(scroller.clientHeight / 3, left)) : roomAbovePx;
      scroller.scrollTop = row.offsetTop - above;
      isAtEnd = below() <= endWithinPx;
      return true;
    },
    settle,
    isAtEnd: () => isAtEnd,
    [Symbol.dispose]() {
      cancelAnimationFrame(frame);
      resized.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    },
  };
}
