/** Letters that are not seen but change how others are: in a name they are made visible. */
// oxlint-disable-next-line no-control-regex, no-misleading-character-class
const hidden = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A stranger's file name as it is: nothing in it is hidden or turned around. */
export function shownName(name: string): string {
  return name.replaceAll(hidden, (letter) => `[U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

export function endingOf(name: string): string {
  return /\.([a-z\d]{1,12})[\s.]*$/i.exec(name.replaceAll(hidden, ''))?.[1]?.toLowerCase() ?? '';
}

const programs = new Set(
  'exe com scr pif cpl msi msp msix appx dll sys jar app dmg pkg deb rpm apk appimage iso img vhd vhdx bin run gadget application appref-ms'.split(
    ' ',
  ),
);
const scripts = new Set(
  'bat cmd ps1 psm1 vb vbs vbe js jse mjs wsf wsh wsc hta lnk reg inf sh bash zsh command py pyw pl rb php scpt desktop url msc chm hlp settingcontent-ms one html htm xhtml mht svg'.split(
    ' ',
  ),
);
const macros = new Set('docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm doc xls ppt dot xlt pot slk iqy mdb accdb'.split(' '));
const archives = new Set('zip rar 7z gz tgz bz2 xz cab ace arj z'.split(' '));
const harmless = new Set('pdf doc docx xls xlsx ppt pptx jpg jpeg png gif txt csv mp3 mp4 zip'.split(' '));

export type Danger = 'program' | 'script' | 'macro' | 'double' | 'turned';

/** What an agent should know before saving it; null: nothing. The worst first. */
export function dangerOf(name: string): Danger | null {
  const ending = endingOf(name);
  const before = endingOf(name.replaceAll(hidden, '').replace(/\.[a-z\d]{1,12}[\s.]*$/i, ''));
  const acts = programs.has(ending) || scripts.has(ending) || archives.has(ending);
  if (acts && harmless.has(before) && before !== ending) return 'double';
  if (programs.has(ending)) return 'program';
  if (scripts.has(ending)) return 'script';
  if (macros.has(ending)) return 'macro';
  return /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/.test(name) ? 'turned' : null;
}
