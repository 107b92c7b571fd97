import type { CallResult } from '../../contract/model/call.ts';

export interface PracticeCall {
  readonly kind: 'call';
  readonly daysAgo: number;
  readonly at: string;
  readonly direction: 'in' | 'out';
  readonly result: Exclude<CallResult, 'live' | 'interrupted'>;
  readonly talkSeconds?: number;
  readonly note?: string;
  readonly disposition?: string;
}

export interface PracticeMessage {
  readonly kind: 'email' | 'sms' | 'chat';
  readonly daysAgo: number;
  readonly at: string;
  readonly direction: 'in' | 'out';
  readonly subject?: string;
  readonly text: string;
}

export interface PracticePerson {
  readonly name: string;
  readonly company: string | null;
  /** Numbers reserved for fiction (Ofcom drama numbers, Bundesnetzagentur's drama block, NANP 555-01xx). */
  readonly phone: string;
  readonly email: string;
  readonly history: readonly (PracticeCall | PracticeMessage)[];
}

export const practicePeople: readonly PracticePerson[] = [
  {
    name: 'Maren Schulte',
    company: null,
    phone: '+493023125001',
    email: 'maren.schulte@example.org',
    history: [
      {
        kind: 'call',
        daysAgo: 94,
        at: '10:12',
        direction: 'in',
        result: 'answered',
        talkSeconds: 212,
        note: 'Ordered the router, wants delivery to the neighbour.',
        disposition: 'resolved',
      },
      {
        kind: 'email',
        daysAgo: 12,
        at: '09:14',
        direction: 'in',
        subject: 'Router loses the connection every evening',
        text: 'Since the update last week the line drops between eight and nine. The lamp turns red, then everything is back after ten minutes.',
      },
      {
        kind: 'email',
        daysAgo: 12,
        at: '10:02',
        direction: 'out',
        subject: 'Re: Router loses the connection every evening',
        text: 'Dear Ms Schulte, thank you for the log. I have sent you a new device, order 4471-22, which should be with you on Saturday.',
      },
      {
        kind: 'call',
        daysAgo: 12,
        at: '16:30',
        direction: 'out',
        result: 'answered',
        talkSeconds: 400,
        note: 'Told her about the replacement, order 4471-22.',
        disposition: 'resolved',
      },
      { kind: 'sms', daysAgo: 1, at: '11:20', direction: 'in', text: 'Parcel came, but the new router has no power adapter :(' },
    ],
  },
  {
    name: 'Jonas Okafor',
    company: 'Okafor & Sons',
    phone: '+441632960142',
    email: 'jonas@okafor.example',
    history: [
      {
        kind: 'email',
        daysAgo: 30,
        at: '08:41',
        direction: 'in',
        subject: 'Refund for invoice 2026-0988',
        text: 'We returned two of the five headsets. When can we expect the refund?',
      },
      {
        kind: 'email',
        daysAgo: 29,
        at: '13:05',
        direction: 'out',
        subject: 'Re: Refund for invoice 2026-0988',
        text: 'Dear Mr Okafor, the refund is booked and should reach you within five working days.',
      },
      {
        kind: 'call',
        daysAgo: 9,
        at: '14:55',
        direction: 'in',
        result: 'answered',
        talkSeconds: 318,
        note: 'Refund still missing; bank details were of the old company. Corrected.',
        disposition: 'passed-on',
      },
      { kind: 'call', daysAgo: 0, at: '08:02', direction: 'in', result: 'missed' },
    ],
  },
  {
    name: 'Ayşe Demir',
    company: null,
    phone: '+498999998114',
    email: 'ayse.demir@example.org',
    history: [
      { kind: 'chat', daysAgo: 45, at: '18:20', direction: 'in', text: 'Is the blue one back in stock?' },
      { kind: 'chat', daysAgo: 45, at: '18:24', direction: 'out', text: 'Next week. Shall I put one aside for you?' },
      { kind: 'call', daysAgo: 38, at: '12:11', direction: 'out', result: 'unanswered' },
      {
        kind: 'call',
        daysAgo: 37,
        at: '09:30',
        direction: 'in',
        result: 'answered',
        talkSeconds: 95,
        note: 'Picks it up on Friday.',
        disposition: 'resolved',
      },
    ],
  },
  {
    name: 'Petra Lindqvist',
    company: 'Praxis Lindqvist',
    phone: '+12025550171',
    email: 'petra@lindqvist.example',
    history: [
      {
        kind: 'email',
        daysAgo: 61,
        at: '07:58',
        direction: 'in',
        subject: 'Contract extension, two questions',
        text: 'May we keep the old tariff for the second line, and is the number portable?',
      },
      {
        kind: 'call',
        daysAgo: 60,
        at: '11:40',
        direction: 'out',
        result: 'answered',
        talkSeconds: 522,
        note: 'Old tariff until March. Number is portable; sent her the form.',
        disposition: 'call-back',
      },
      { kind: 'sms', daysAgo: 2, at: '13:22', direction: 'in', text: 'Can someone call me after five?' },
      { kind: 'call', daysAgo: 2, at: '13:05', direction: 'in', result: 'missed' },
    ],
  },
];

/** A caller nobody knows yet. */
export const practiceStranger = { number: '+12025550198', name: null };
