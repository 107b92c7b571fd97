import { first } from './0010-first.ts';
import { instanceIds } from './0020-instance-ids.ts';
import { mail } from './0030-mail.ts';
import { inbox } from './0040-inbox.ts';
import { media } from './0050-media.ts';
import { drafts } from './0060-drafts.ts';
import { marks } from './0070-marks.ts';
import { line } from './0090-line.ts';
import { practiceMail } from './0100-practice-mail.ts';
import { quickMessages } from './0110-quick-messages.ts';
import { transfer } from './0120-transfer.ts';
import { callQuality } from './0130-call-quality.ts';
import { conference } from './0160-conference.ts';
import { recordings } from './0170-recordings.ts';

export interface Migration {
  /** Numbered in tens. */
  readonly version: number;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  { version: 10, sql: first },
  { version: 20, sql: instanceIds },
  { version: 30, sql: mail },
  { version: 40, sql: inbox },
  { version: 50, sql: media },
  { version: 60, sql: drafts },
  { version: 70, sql: marks },
  { version: 90, sql: line },
  { version: 100, sql: practiceMail },
  { version: 110, sql: quickMessages },
  { version: 120, sql: transfer },
  { version: 130, sql: callQuality },
  { version: 160, sql: conference },
  { version: 170, sql: recordings },
];
