import { useEffect, useMemo, useRef, useState } from 'react';
import { mailPartySchema } from '../../../contract/model/message.ts';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { beginNew, sidesOf } from './compose/beginnings.ts';
import { LinkDialog } from './link-dialog.tsx';
import { readMailto, type MailLink } from './mail-links.ts';
import { buildMailPage } from './mail-page.ts';
import { RemotePictures } from './remote-pictures.tsx';
import { useInlinePictures, type PictureSource } from './use-pictures.ts';
import styles from './reading.module.css';

const tallestAtFirst = 640;
const tallest = 30_000;

/** A mail as its sender laid it out: cleaned in main, cleaned again here, and shown in a frame that may do nothing. */
export function MessageHtml({ entry, html }: { entry: MessageEntry; html: string }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const accounts = useDesk((state) => state.channelAccounts);
  const frame = useRef<HTMLIFrameElement>(null);
  const theme = useTheme();
  const page = useMemo(() => buildMailPage(html, theme), [html, theme]);
  const [height, setHeight] = useState(160);
  const [isWhole, setIsWhole] = useState(false);
  // Each look is a document of its own.
  const [loads, setLoads] = useState(0);
  const [pointed, setPointed] = useState<string | null>(null);
  const [link, setLink] = useState<MailLink | null>(null);
  const [remote, setRemote] = useState<readonly PictureSource[]>([]);
  const inline = useInlinePictures(entry.id, html);

  function follow(chosen: MailLink): void {
    const mail = readMailto(chosen.url);
    if (!mail) return setLink(chosen);
    const to = mail.to.map((address) => mailPartySchema.parse({ name: null, address }));
    const sides = sidesOf(accounts, entry.accountId);
    if (!sides) return;
    const { contactId } = entry;
    attempt(() =>
      actions.letters.begin({ contactId, kind: 'new', answersId: null }, { ...beginNew(null, sides.account), to, subject: mail.subject }),
    );
  }

  useEffect(() => {
    const inside = frame.current?.contentDocument;
    if (loads === 0 || !inside) return;
    return watchFrame(inside, { onHeight: setHeight, onPoint: setPointed, onFollow: follow });
    // Its listeners read nothing that changes with a render but the entry.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [loads, entry.id]);
  useEffect(() => {
    const inside = frame.current?.contentDocument;
    if (loads > 0 && inside) fill(inside, [...inline, ...remote]);
  }, [loads, inline, remote]);

  const isTall = height > tallestAtFirst;
  return (
    <figure className={styles.html}>
      {page.hasRemote && <RemotePictures entry={entry} onLoaded={setRemote} />}
      <iframe
        ref={frame}
        title={text('message.formattedTitle')}
        // Same origin, without scripts: this page can fill it and hear its clicks, and nothing in it runs.
        sandbox="allow-same-origin"
        referrerPolicy="no-referrer"
        srcDoc={page.source}
        style={{ height: Math.min(isWhole ? tallest : tallestAtFirst, Math.max(40, height)) }}
        onLoad={() => setLoads((before) => before + 1)}
      />
      {pointed !== null && (
        <span className={styles.target} role="status">
          {text('link.target', { url: pointed })}
        </span>
      )}
      {isTall && (
        <div className={styles.below}>
          <Button size="small" onPress={() => setIsWhole(!isWhole)}>
            {text(isWhole ? 'message.showLess' : 'message.showAll')}
          </Button>
        </div>
      )}
      <LinkDialog link={link} onClose={() => setLink(null)} />
    </figure>
  );
}

interface FrameEvents {
  readonly onHeight: (height: number) => void;
  readonly onPoint: (url: string | null) => void;
  readonly onFollow: (link: MailLink) => void;
}

/** No script runs inside: it is watched from here. */
function watchFrame(inside: Document, { onHeight, onPoint, onFollow }: FrameEvents): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const linkAt = (event: Event): HTMLElement | null => (event.target as Element | null)?.closest?.<HTMLElement>('[data-link]') ?? null;
  const urlOf = (link: HTMLElement): string => link.dataset['link'] ?? '';
  const follow = (event: Event): void => {
    event.preventDefault();
    const link = linkAt(event);
    if (link) onFollow({ url: urlOf(link), words: link.textContent });
  };
  const point = (event: Event): void => {
    const link = linkAt(event);
    onPoint(link ? urlOf(link) : null);
  };
  inside.addEventListener('click', follow, { signal });
  inside.addEventListener('auxclick', (event) => event.preventDefault(), { signal });
  inside.addEventListener('submit', (event) => event.preventDefault(), { signal, capture: true });
  inside.addEventListener('dragstart', (event) => event.preventDefault(), { signal });
  inside.addEventListener('keydown', (event) => event.key === 'Enter' && linkAt(event) && follow(event), { signal });
  inside.addEventListener('mouseover', point, { signal });
  inside.addEventListener('focusin', point, { signal });
  inside.addEventListener('mouseleave', () => onPoint(null), { signal });
  inside.addEventListener('focusout', () => onPoint(null), { signal });
  const measure = (): void => onHeight(Math.ceil(inside.body.getBoundingClientRect().height));
  const size = new ResizeObserver(measure);
  size.observe(inside.body);
  measure();
  return () => {
    stop.abort();
    size.disconnect();
  };
}

/** Puts pictures into the places that wait for them. */
function fill(inside: Document, pictures: readonly PictureSource[]): void {
  const byPlace = new Map(pictures.map(({ place, source }) => [place, source]));
  for (const image of inside.querySelectorAll<HTMLImageElement>('img[data-cid], img[data-remote]')) {
    const { cid, remote } = image.dataset;
    const source = byPlace.get(cid === undefined ? `remote:${remote}` : `cid:${cid}`);
    if (source !== undefined && image.getAttribute('src') !== source) image.setAttribute('src', source);
  }
}

function useTheme(): 'light' | 'dark' {
  const read = (): 'light' | 'dark' => (document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light');
  const [theme, setTheme] = useState(read);
  useEffect(() => {
    const watch = new MutationObserver(() => setTheme(read()));
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => watch.disconnect();
  }, []);
  return theme;
}
