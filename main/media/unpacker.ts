/** Opens attachments that hold others (winmail.dat): filled by connectors. */
export interface Unpacker {
  list(path: string): Promise<{ readonly text: string; readonly files: readonly PackedFile[] }>;
  extract(path: string, file: number): Promise<PackedFile & { readonly bytes: Uint8Array }>;
}

export interface PackedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
}
