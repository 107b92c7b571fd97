/** A file that came with an invented mail. */
export interface PracticeFile {
  readonly name: { readonly en: string; readonly de: string };
  readonly mediaType: string;
  readonly bytes: (language: 'en' | 'de') => Uint8Array;
}

/** A router whose third lamp is red. */
export const lampPicture: PracticeFile = {
  name: { en: 'router-lamp.png', de: 'router-lampe.png' },
  mediaType: 'image/png',
  bytes: () => Buffer.from(lampPng, 'base64'),
};

export const routerLog: PracticeFile = {
  name: { en: 'router-log.txt', de: 'router-protokoll.txt' },
  mediaType: 'text/plain',
  bytes: (language) => Buffer.from(logLines[language].join('\r\n')),
};

const logLines = {
  en: [
    '19:58:41  signal to noise 9.1 dB, line stable',
    '20:14:07  firmware 4.2.1: power saving begins',
    '20:14:09  line lost: no carrier',
    '20:14:40  trying again (1 of 10)',
    '20:24:22  line established, 51.2 Mbit/s down',
    '20:24:23  lamp 3: red to green',
    '',
  ],
  de: [
    '19:58:41  Rauschabstand 9,1 dB, Leitung stabil',
    '20:14:07  Firmware 4.2.1: Stromsparen beginnt',
    '20:14:09  Leitung verloren: kein Träger',
    '20:14:40  neuer Versuch (1 von 10)',
    '20:24:22  Leitung steht, 51,2 Mbit/s herunter',
    '20:24:23  Lampe 3: Rot zu Grün',
    '',
  ],
} as const;

const lampPng =
  'iVBORw0KGgoAAAANSUhEUgAAAZAAAADwCAMAAAAZ4sIQAAAAHlBMVEXs6eI0OkJKUlzIKCT/eG6Wvnh4YkxiTjweIijS1trmuzsOAAACVElEQVR42u3a0VLqQBBF0QxmxP' +
  '//YstCKiABhjKjPZ21n3no47qGEu40SZIkSZIkSZIkSZIkSZIkSZIkhapYFOr4r3JxDL2olGwigy8CEvL6RCKDL0rnMfoiIM63CIjzLQICxCLnA7HI+UCAON8iIM63CAgQ' +
  'i5wPxCLnAwHifIuAON8iIEAscj4Qi5wPBIjzLQLifIuAALHI+UAscj4QIM63CIjzLQICxCLnA7HI+UCAON8iIM63CAgQi5wPxCLnAwHifIuAON8iIM63CAgQi5wPBIjzLQ' +
  'LifIuAON8iIEAscj4QIL06aDUgQIAAAQIECBAgQID0/ztJ1wEBAgQIECBAgAABAgQIECBAgAAB8j+1fJwIBIhHlkfWC81AwoDMS0BieYQR2THI/DNv6rE8eoikBqmbvnZh' +
  'eHtB5OCRdf4Jn9rutWeNU00gq/+i9wlSlzZ67RXHQtL29Nk9SK3tIm2vvfF4KvLgsQ9kHJCcb+q1tos0vvbW41uk8ScLZFCQnI8sILFAam0XaXztmsdDkSfPGb8hfkOAeF' +
  'MH4u8QfxgC8VmWz7J82pv0G8MRvw/xjaFvDH2nvttHVmeSUoBEEilAouR/LvrP1t7UgQDxyAICBAgQIECAAAECBAgQIEOBXPZxpylZw+wE4tCcO48bde/QY7J67wQCBMif' +
  'gGgjkHeFCggQAQEiIEAEBIiAABEQAQEiIEAEBIiAABEQAQEiIEAEBIiAABEQAQEiIEAEBIiAABEQAQEiIEAEBIiAABEQAQEiIEAEBIiAABEQAQEiIED0+z4BwxHMRHyGu/' +
  '8AAAAASUVORK5CYII=';
