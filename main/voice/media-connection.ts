import type { mediaClientSide, mediaSide } from '../../contract/media.ts';
import type { Connection } from '../../contract/rpc.ts';

/** Main's end of the channel to a media page. */
export type MediaConnection = Connection<typeof mediaClientSide, typeof mediaSide>;
