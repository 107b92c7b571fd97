/** As the browser's own download. */
export function download(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  // As bytes without a kind: the browser saves them and shows nothing.
  const blob = new Blob([bytes], { type: 'application/octet-stream' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
