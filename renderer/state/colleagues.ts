import type { ColleaguePresence } from '../../contract/model/colleague.ts';

/** Those whose name has a word that begins like each of the typed ones, or whose number begins so. */
export function findColleagues(colleagues: readonly ColleaguePresence[], typed: string): readonly ColleaguePresence[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return colleagues;
  return colleagues.filter(({ name, address }) => {
    const parts = [...fold(name).split(/[\s\-,.]+/), fold(address)];
    return words.every((word) => parts.some((part) => part.startsWith(word)));
  });
}

/** `Ayşe` is found as `ayse`. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLocaleLowerCase('en')
    .replaceAll('ı', 'i');
}
