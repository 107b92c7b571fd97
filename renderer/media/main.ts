import { openChannel } from '../backend/channel.ts';
import { serveMedia } from './serve-media.ts';

const againAfterMs = 1_000;

function serve(): void {
  openChannel('media').then(
    (channel) => {
      const end = serveMedia(channel, document.body);
      channel.onClose(() => {
        end();
        setTimeout(serve, againAfterMs);
      });
    },
    () => setTimeout(serve, againAfterMs),
  );
}

serve();
