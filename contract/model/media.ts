import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { accountIdSchema, entryIdSchema, instantSchema } from './ids.ts';

/**
 * Something a message consists of: `source` the whole as it came · `3` its attachment with that index · `3.0` the first file packed into that attachment
 * (winmail.dat) · `remote.…` a picture from outside, by a digest of its address.
 */
export const mediaPartSchema = z.string().regex(/^(source|\d{1,3}(\.\d{1,3})?|remote\.[\da-f]{32})$/);
export const mediaRefSchema = z.object({ entryId: entryIdSchema, part: mediaPartSchema });
export type MediaRef = z.infer<typeof mediaRefSchema>;

/** What it is by its own bytes, whatever it is called; `other` is not shown, only saved. */
export const mediaLookSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('picture'),
    mediaType: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']),
    width: z.int().positive(),
    height: z.int().positive(),
  }),
  z.object({ kind: z.literal('pdf') }),
  z.object({ kind: z.literal('text'), charset: z.string().max(40) }),
  z.object({ kind: z.literal('packed') }),
  z.object({ kind: z.literal('other') }),
]);
export type MediaLook = z.infer<typeof mediaLookSchema>;

export const mediaStateSchema = z.discriminatedUnion('state', [
  mediaRefSchema.extend({ state: z.literal('absent') }),
  mediaRefSchema.extend({ state: z.literal('fetching'), doneBytes: z.int().nonnegative(), totalBytes: z.int().nonnegative().nullable() }),
  mediaRefSchema.extend({ state: z.literal('here'), sizeBytes: z.int().nonnegative(), look: mediaLookSchema }),
  mediaRefSchema.extend({ state: z.literal('failed'), failure: failureSchema }),
]);
export type MediaState = z.infer<typeof mediaStateSchema>;

export const mediaListSchema = z.object({
  /** Which parts the text refers to by their Content-ID. */
  inline: z.array(z.object({ contentId: z.string(), part: mediaPartSchema })),
  /** Of everything that is here, on its way or could not be fetched; the rest is absent. */
  states: z.array(mediaStateSchema),
});
export type MediaList = z.infer<typeof mediaListSchema>;

/** As many bytes as one answer carries: 256 kB in base64, and a multiple of three, so that pieces can be joined. */
export const mediaPieceBytes = 196_608;

/** What a packed attachment (winmail.dat) holds; `part` fetches it. */
export const unpackedSchema = z.object({
  text: z.string(),
  files: z.array(z.object({ part: mediaPartSchema, name: z.string(), mediaType: z.string(), sizeBytes: z.int().nonnegative() })),
});
export type Unpacked = z.infer<typeof unpackedSchema>;

/** A sender whose pictures are loaded from outside without being asked for each time. */
export const pictureSenderSchema = z.object({ accountId: accountIdSchema, address: z.string(), allowedAt: instantSchema });
export type PictureSender = z.infer<typeof pictureSenderSchema>;

export const loadedPicturesSchema = z.object({
  /** False: nobody allowed it, and nothing was asked for. */
  isAllowed: z.boolean(),
  pictures: z.array(z.object({ url: z.string(), part: mediaPartSchema })),
});
export type LoadedPictures = z.infer<typeof loadedPicturesSchema>;
