import { z } from 'zod';

const pathSchema = z.string().min(1).max(500);

/** Which folders of a mailbox are read, beside the inbox. */
export const mailFoldersSchema = z.object({
  read: z.array(pathSchema).max(200),
  /** Where copies of what was sent are kept, and read; null: nowhere. */
  sent: pathSchema.nullable(),
});
export type MailFolders = z.infer<typeof mailFoldersSchema>;

/** A folder as the server has it. */
export const mailFolderSchema = z.object({
  path: pathSchema,
  name: z.string(),
  /** How many folders it is in. */
  depth: z.int().nonnegative(),
  use: z.enum(['inbox', 'sent', 'archive', 'drafts', 'junk', 'trash', 'all', 'flagged']).nullable(),
  /** Only holds other folders (RFC 9051: \Noselect). */
  isSelectable: z.boolean(),
});
export type MailFolder = z.infer<typeof mailFolderSchema>;
