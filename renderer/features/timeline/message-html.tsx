import createPurifier from 'dompurify';
import { useMemo, useRef, useState } from 'react';
import { useText } from '../../text/text.tsx';
import styles from './timeline.module.css';

/** No script, nothing from outside, nothing that leads away: what the frame may not do it does not get to do. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
const look = `html { color-scheme: light; } body { margin: 0; padding: 8px; background: #fff; color: #16191d; font: 13px/1.5 Inter, system-ui, sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; } table { max-width: 100%; } a { color: #1d4fd8; pointer-events: none; }`;
const tallest = 640;

/** A mail as its sender laid it out: cleaned in main, cleaned again here, and shown in a frame that may do nothing. */
export function MessageHtml({ html }: { html: string }) {
  const { text } = useText();
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(160);
  const page = useMemo(() => {
    const clean = createPurifier(window).sanitize(html, {
      FORBID_TAGS: ['style', 'form', 'input', 'button', 'textarea', 'select', 'iframe', 'object', 'embed', 'svg', 'math', 'base', 'meta', 'link'],
      FORBID_ATTR: ['srcset', 'ping', 'target', 'background', 'action', 'formaction'],
      ALLOW_DATA_ATTR: false,
    });
    return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><style>${look}</style></head><body>${clean}</body></html>`;
  }, [html]);
  return (
    <figure className={styles.html}>
      <iframe
        ref={frame}
        title={text('message.formattedTitle')}
        // Same origin, without scripts: its height can be read, and nothing in it runs.
        sandbox="allow-same-origin"
        referrerPolicy="no-referrer"
        srcDoc={page}
        style={{ height }}
        onLoad={() => setHeight(Math.min(tallest, Math.max(40, frame.current?.contentDocument?.documentElement.scrollHeight ?? 160)))}
      />
      {html.includes('data-remote') && <figcaption>{text('message.noPictures')}</figcaption>}
    </figure>
  );
}
