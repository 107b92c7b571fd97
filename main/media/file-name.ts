/** The names Windows keeps for devices. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const mostLetters = 120;

/** A stranger's name for a file as one that can be saved anywhere: no way out of a folder, nothing that turns its letters around, its ending kept. */
export function safeFileName(name: string, otherwise: string): string {
  const bare = name
    .normalize('NFC')
    .replaceAll(unsafe, '_')
    .replaceAll(/^[.\s]+|[.\s]+$/g, '');
  if (bare === '') return otherwise;
  const [, stem = bare, ending = ''] = /^(.*?)(\.[^.]{1,12})?$/s.exec(bare) ?? [];
  const short = stem.slice(0, mostLetters).toWellFormed() + ending;
  return reserved.test(short) ? `_${short}` : short;
}

/** The same name, or `name (2).pdf` where it is taken. */
export function freeFileName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  const [, stem = name, ending = ''] = /^(.*?)(\.[^.]{1,12})?$/s.exec(name) ?? [];
  for (let number = 2; ; number += 1) {
    const next = `${stem} (${number})${ending}`;
    if (!isTaken(next)) return next;
  }
}
