import type { CallResult } from '../../contract/model/call.ts';
import type { MessageMark } from '../../contract/model/message.ts';
import { lampPicture, routerLog, type PracticeFile } from './practice-files.ts';

/** RFC 2606: a domain that will never be there. */
export const practiceDomain = 'practice.invalid';

/** The same in both languages, side by side. */
type Words = readonly [en: string, de: string];
interface Text {
  readonly en: string;
  readonly de: string;
}

interface Moment {
  readonly daysAgo: number;
  /** Time of day, `HH:MM`. */
  readonly at: string;
  readonly direction: 'in' | 'out';
}

export interface PracticeCall extends Moment {
  readonly kind: 'call';
  readonly result: Exclude<CallResult, 'live' | 'interrupted'>;
  readonly talkSeconds?: number;
  readonly note?: Text;
  readonly disposition?: string;
}

export interface PracticeMessage extends Moment {
  readonly kind: 'email' | 'sms' | 'chat';
  readonly subject?: Text;
  readonly text: Text;
  readonly html?: Text;
  readonly files?: readonly PracticeFile[];
  /** Not written by a person. */
  readonly mark?: MessageMark;
  /** Its conversation comes back then. */
  readonly snoozedForMs?: number;
}

export interface PracticePerson {
  readonly name: string;
  readonly company: string | null;
  /** Numbers reserved for fiction (Ofcom drama numbers, Bundesnetzagentur's drama block, NANP 555-01xx). */
  readonly phone: string;
  /** In the practice domain. */
  readonly email: string;
  readonly history: readonly (PracticeCall | PracticeMessage)[];
}

const text = ([en, de]: Words): Text => ({ en, de });

function talk(daysAgo: number, at: string, how: { direction: 'in' | 'out'; seconds: number; disposition: string; note: Words }): PracticeCall {
  const { direction, seconds, disposition, note } = how;
  return { kind: 'call', daysAgo, at, direction, result: 'answered', talkSeconds: seconds, disposition, note: text(note) };
}

function call(daysAgo: number, at: string, direction: 'in' | 'out', result: PracticeCall['result']): PracticeCall {
  return { kind: 'call', daysAgo, at, direction, result };
}

function mail(daysAgo: number, at: string, direction: 'in' | 'out', [subject, body]: readonly [Words, Words]): PracticeMessage {
  return { kind: 'email', daysAgo, at, direction, subject: text(subject), text: text(body) };
}

const having = (message: PracticeMessage, more: Partial<PracticeMessage>): PracticeMessage => ({ ...message, ...more });

function line(kind: 'sms' | 'chat', { daysAgo, at, direction }: Moment, words: Words): PracticeMessage {
  return { kind, daysAgo, at, direction, text: text(words) };
}

/** With pictures that are somewhere else: nobody fetches them unasked, and there is nothing to be had. */
const page = (before: string, shop: string, mine: string): string =>
  `<p>${before}</p><table cellpadding="8"><tr>${[
    ['shop', shop],
    ['mine', mine],
  ]
    .map(
      ([name, below]) =>
        `<td><img src="https://pictures.${practiceDomain}/${name}.jpg" width="180" height="120" alt="${below}"><br><b>${below}</b></td>`,
    )
    .join('')}</tr></table>`;

const exchangePage: Text = {
  en: page('It is a different blue than in your shop. May I send it back and get the <b>grey</b> one?', 'In the shop', 'Mine'),
  de: page('Es ist ein anderes Blau als in Ihrem Shop. Darf ich es zurückschicken und das <b>graue</b> bekommen?', 'Im Shop', 'Meins'),
};

export const practicePeople: readonly PracticePerson[] = [
  {
    name: 'Maren Schulte',
    company: null,
    phone: '+493023125001',
    email: 'maren.schulte@practice.invalid',
    history: [
      talk(94, '10:12', {
        direction: 'in',
        seconds: 212,
        disposition: 'resolved',
        note: ['Ordered the router, wants delivery to the neighbour.', 'Hat den Router bestellt, Lieferung bitte an die Nachbarin.'],
      }),
      having(
        mail(12, '09:14', 'in', [
          ['Router loses the connection every evening', 'Router verliert jeden Abend die Verbindung'],
          [
            'Since the update last week the line drops between eight and nine. The lamp turns red, then everything is back after ten minutes. A picture and the log are attached.',
            'Seit dem Update letzte Woche bricht die Leitung zwischen acht und neun ab. Die Lampe wird rot, nach zehn Minuten geht alles wieder. Ein Bild und das Protokoll hängen an.',
          ],
        ]),
        { files: [lampPicture, routerLog] },
      ),
      mail(12, '10:02', 'out', [
        ['Re: Router loses the connection every evening', 'Re: Router verliert jeden Abend die Verbindung'],
        [
          'Dear Ms Schulte, thank you for the log. I have sent you a new device, order 4471-22, which should be with you on Saturday.',
          'Liebe Frau Schulte, danke für das Protokoll. Ein neues Gerät ist unterwegs, Auftrag 4471-22, es sollte am Samstag bei Ihnen sein.',
        ],
      ]),
      talk(12, '16:30', {
        direction: 'out',
        seconds: 400,
        disposition: 'resolved',
        note: ['Told her about the replacement, order 4471-22.', 'Vom Ersatzgerät erzählt, Auftrag 4471-22.'],
      }),
      line('sms', { daysAgo: 1, at: '11:20', direction: 'in' }, [
        'Parcel came, but the new router has no power adapter :(',
        'Paket ist da, aber beim neuen Router fehlt das Netzteil :(',
      ]),
    ],
  },
  {
    name: 'Jonas Okafor',
    company: 'Okafor & Sons',
    phone: '+441632960142',
    email: 'jonas.okafor@practice.invalid',
    history: [
      mail(30, '08:41', 'in', [
        ['Refund for invoice 2026-0988', 'Erstattung zu Rechnung 2026-0988'],
        [
          'We returned two of the five headsets. When can we expect the refund?',
          'Wir haben zwei der fünf Headsets zurückgeschickt. Wann kommt die Erstattung?',
        ],
      ]),
      mail(29, '13:05', 'out', [
        ['Re: Refund for invoice 2026-0988', 'Re: Erstattung zu Rechnung 2026-0988'],
        [
          'Dear Mr Okafor, the refund is booked and should reach you within five working days.',
          'Lieber Herr Okafor, die Erstattung ist gebucht und sollte in fünf Werktagen bei Ihnen sein.',
        ],
      ]),
      having(
        mail(29, '13:06', 'in', [
          ['Automatic reply: Refund for invoice 2026-0988', 'Automatische Antwort: Erstattung zu Rechnung 2026-0988'],
          [
            'I am out of the office until Monday and read mails then. In urgent cases please call.',
            'Ich bin bis Montag nicht im Büro und lese Mails erst danach. In dringenden Fällen rufen Sie bitte an.',
          ],
        ]),
        { mark: 'automatic' },
      ),
      talk(9, '14:55', {
        direction: 'in',
        seconds: 318,
        disposition: 'passed-on',
        note: [
          'Refund still missing; bank details were of the old company. Corrected.',
          'Erstattung fehlt noch; die Bankverbindung war die der alten Firma. Berichtigt.',
        ],
      }),
      call(0, '08:02', 'in', 'missed'),
      mail(0, '08:31', 'in', [
        ['Re: Refund for invoice 2026-0988', 'Re: Erstattung zu Rechnung 2026-0988'],
        [
          'I have now waited nine days. Your line was busy just now; could you write to me when the money leaves?',
          'Jetzt warte ich neun Tage. Eben war bei Ihnen besetzt; schreiben Sie mir bitte, wann das Geld abgeht?',
        ],
      ]),
    ],
  },
  {
    name: 'Ayşe Demir',
    company: null,
    phone: '+498999998114',
    email: 'ayse.demir@practice.invalid',
    history: [
      line('chat', { daysAgo: 45, at: '18:20', direction: 'in' }, ['Is the blue one back in stock?', 'Ist das blaue wieder da?']),
      line('chat', { daysAgo: 45, at: '18:24', direction: 'out' }, [
        'Next week. Shall I put one aside for you?',
        'Nächste Woche. Soll ich Ihnen eins zurücklegen?',
      ]),
      call(38, '12:11', 'out', 'unanswered'),
      talk(37, '09:30', { direction: 'in', seconds: 95, disposition: 'resolved', note: ['Picks it up on Friday.', 'Holt es am Freitag ab.'] }),
      having(
        mail(3, '17:45', 'in', [
          ['The blue one: can I exchange it?', 'Das blaue: Kann ich es umtauschen?'],
          [
            'It is a different blue than in your shop (pictures below). May I send it back and get the grey one?',
            'Es ist ein anderes Blau als in Ihrem Shop (Bilder unten). Darf ich es zurückschicken und das graue bekommen?',
          ],
        ]),
        { html: exchangePage },
      ),
    ],
  },
  {
    name: 'Petra Lindqvist',
    company: 'Praxis Lindqvist',
    phone: '+12025550171',
    email: 'petra.lindqvist@practice.invalid',
    history: [
      having(
        mail(61, '07:58', 'in', [
          ['Contract extension, two questions', 'Vertragsverlängerung, zwei Fragen'],
          [
            'May we keep the old tariff for the second line, and is the number portable?',
            'Dürfen wir für die zweite Leitung den alten Tarif behalten, und lässt sich die Nummer mitnehmen?',
          ],
        ]),
        { snoozedForMs: 20 * 3_600_000 },
      ),
      talk(60, '11:40', {
        direction: 'out',
        seconds: 522,
        disposition: 'call-back',
        note: ['Old tariff until March. Number is portable; sent her the form.', 'Alter Tarif bis März. Nummer geht mit; Formular geschickt.'],
      }),
      call(2, '13:05', 'in', 'missed'),
      line('sms', { daysAgo: 2, at: '13:22', direction: 'in' }, ['Can someone call me after five?', 'Kann mich jemand nach fünf anrufen?']),
    ],
  },
];

/** A caller nobody knows yet. */
export const practiceStranger = { number: '+12025550198', name: null };
