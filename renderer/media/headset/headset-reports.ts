import type { HeadsetLamps } from '../../../contract/model/headset.ts';
import type { HidCollection, HidItem, HidReport } from './hid-types.ts';

/** HID Usage Tables 1.5, §14 (telephony page) and §11 (LED page). */
const telephonyPage = 0x0b;
const buttons = { 0x0b0020: 'hook', 0x0b0021: 'flash', 0x0b0023: 'hold', 0x0b0026: 'drop', 0x0b002f: 'mute' } as const;
const lamps = { 0x080017: 'isOffHook', 0x080018: 'isRinging', 0x080009: 'isMuted', 0x080020: 'isHeld' } as const satisfies Record<
  number,
  keyof HeadsetLamps
>;

export type HeadsetButton = (typeof buttons)[keyof typeof buttons];

/** How a button stands in a report. A relative one (HID 1.11 §6.2.2.5) says only that it is pressed, not what it means by that. */
export interface ButtonState {
  readonly button: HeadsetButton;
  readonly isOn: boolean;
  readonly isRelative: boolean;
}

export interface OutputReport {
  readonly reportId: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function isHeadset(collections: readonly HidCollection[]): boolean {
  return (
    collections.some(({ usagePage }) => usagePage === telephonyPage) && fieldsOf(collections, 'inputReports').some(({ usage }) => usage in buttons)
  );
}

/** Where in which report something stands. */
interface Field {
  readonly reportId: number;
  readonly bit: number;
  readonly size: number;
  readonly usage: number;
  readonly isRelative: boolean;
  /** An array's element holds the number of the button that is pressed; this is ours. null: the field is the button's own. */
  readonly selector: number | null;
}

/** The telephone's buttons in an input report, in the order of the descriptor. What the report is too short for is left out. */
export function readButtons(collections: readonly HidCollection[], reportId: number, report: DataView): ButtonState[] {
  const states = new Map<HeadsetButton, ButtonState>();
  for (const field of fieldsOf(collections, 'inputReports')) {
    const button = (buttons as Readonly<Record<number, HeadsetButton>>)[field.usage];
    if (!button || field.reportId !== reportId || field.bit + field.size > report.byteLength * 8) continue;
    const value = readBits(report, field.bit, field.size);
    const isOn = field.selector === null ? value !== 0 : value === field.selector;
    // Of an array's elements any may name it.
    if (isOn || !states.has(button)) states.set(button, { button, isOn, isRelative: field.isRelative });
  }
  return [...states.values()];
}

/** The reports that light a device's lamps. Every lamp of a report is written: what is not ours is off. */
export function writeLamps(collections: readonly HidCollection[], shown: HeadsetLamps): OutputReport[] {
  const reports = new Map<number, Uint8Array<ArrayBuffer>>();
  for (const { reportId, bit, size, usage, selector } of fieldsOf(collections, 'outputReports')) {
    const lamp = (lamps as Readonly<Record<number, keyof HeadsetLamps>>)[usage];
    if (!lamp || selector !== null) continue;
    const bytes = reports.get(reportId) ?? new Uint8Array(lengthOf(collections, reportId));
    if (shown[lamp] && size > 0) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
    reports.set(reportId, bytes);
  }
  return [...reports].map(([reportId, bytes]) => ({ reportId, bytes }));
}

type Direction = 'inputReports' | 'outputReports';

function fieldsOf(collections: readonly HidCollection[], direction: Direction): Field[] {
  const fields: Field[] = [];
  for (const { reportId = 0, items = [] } of reportsOf(collections, direction)) {
    let bit = 0;
    for (const item of items) {
      if (!item.isConstant) fields.push(...fieldsOfItem(item, reportId, bit));
      bit += bitsOf(item);
    }
  }
  return fields;
}

function fieldsOfItem(item: HidItem, reportId: number, first: number): Field[] {
  const { reportCount = 0, reportSize = 0, usages = [], usageMinimum = 0, logicalMinimum = 0, isRange = false } = item;
  const common = { reportId, size: reportSize, isRelative: item.isAbsolute === false };
  const usageAt = (index: number): number | undefined => (isRange ? usageMinimum + index : usages[Math.min(index, usages.length - 1)]);
  const places = Array.from({ length: reportCount }, (_, index) => first + index * reportSize);
  if (!item.isArray) {
    return places.flatMap((bit, index) => {
      const usage = usageAt(index);
      return usage === undefined ? [] : [{ ...common, bit, usage, selector: null }];
    });
  }
  const named = isRange ? Object.keys(buttons).map(Number) : usages;
  return places.flatMap((bit) =>
    named.map((usage, index) => ({ ...common, bit, usage, selector: logicalMinimum + (isRange ? usage - usageMinimum : index) })),
  );
}

/** A report may be listed with a collection and again, in part, with those inside it: the whole one counts. */
function reportsOf(collections: readonly HidCollection[], direction: Direction): HidReport[] {
  const longest = new Map<number, HidReport>();
  function look({ children = [], [direction]: reports = [] }: HidCollection): void {
    for (const report of reports) {
      const known = longest.get(report.reportId ?? 0);
      if (!known || bitsOfReport(report) > bitsOfReport(known)) longest.set(report.reportId ?? 0, report);
    }
    children.forEach(look);
  }
  collections.forEach(look);
  return [...longest.values()];
}

const bitsOf = ({ reportCount = 0, reportSize = 0 }: HidItem): number => reportCount * reportSize;
const bitsOfReport = ({ items = [] }: HidReport): number => items.reduce((sum, item) => sum + bitsOf(item), 0);

function lengthOf(collections: readonly HidCollection[], reportId: number): number {
  const report = reportsOf(collections, 'outputReports').find((one) => (one.reportId ?? 0) === reportId);
  return report ? Math.ceil(bitsOfReport(report) / 8) : 0;
}

/** Little-endian, as HID counts bits (HID 1.11 §8). */
function readBits(data: DataView, first: number, count: number): number {
  let value = 0;
  for (let index = 0; index < Math.min(count, 32); index += 1) {
    const bit = first + index;
    if ((data.getUint8(bit >> 3) >> (bit & 7)) & 1) value += 2 ** index;
  }
  return value;
}
