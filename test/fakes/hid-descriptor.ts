import type { HidCollection, HidItem, HidReport } from '../../renderer/media/headset/hid-types.ts';

interface Mutable {
  usagePage: number;
  usage: number;
  children: Mutable[];
  inputReports: { reportId: number; items: HidItem[] }[];
  outputReports: { reportId: number; items: HidItem[] }[];
}

export const bytesOf = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(hex.split(' ').filter(Boolean), (byte) => Number.parseInt(byte, 16));

/** A report descriptor (HID 1.11 §6.2.2: short items) as WebHID shows it: each report whole at the collection outside, and in part inside. */
export function parseDescriptor(hex: string): HidCollection[] {
  const bytes = bytesOf(hex);
  const top: Mutable[] = [];
  const open: Mutable[] = [];
  const global = { page: 0, reportId: 0, reportSize: 0, reportCount: 0, logicalMinimum: 0 };
  let local: { usages: number[]; minimum: number | null; maximum: number | null } = { usages: [], minimum: null, maximum: null };
  const whole = (usage: number): number => global.page * 0x10000 + usage;

  function addReport(direction: 'inputReports' | 'outputReports', flags: number): void {
    const isRange = local.minimum !== null;
    const item: HidItem = {
      isConstant: (flags & 1) !== 0,
      isArray: (flags & 2) === 0,
      isAbsolute: (flags & 4) === 0,
      isRange,
      logicalMinimum: global.logicalMinimum,
      reportCount: global.reportCount,
      reportSize: global.reportSize,
      ...(isRange ? { usageMinimum: whole(local.minimum!) } : { usages: local.usages.map(whole) }),
    };
    for (const collection of open) {
      const known = collection[direction].find(({ reportId }) => reportId === global.reportId);
      if (known) known.items.push(item);
      else collection[direction].push({ reportId: global.reportId, items: [item] } satisfies HidReport);
    }
  }

  for (let at = 0; at < bytes.length;) {
    const prefix = bytes[at]!;
    const size = [0, 1, 2, 4][prefix & 3]!;
    let value = 0;
    for (let index = 0; index < size; index += 1) value += bytes[at + 1 + index]! * 2 ** (8 * index);
    at += 1 + size;
    const kind = prefix & 0xfc;
    if (kind === 0x04) global.page = value;
    else if (kind === 0x14) global.logicalMinimum = value;
    else if (kind === 0x74) global.reportSize = value;
    else if (kind === 0x84) global.reportId = value;
    else if (kind === 0x94) global.reportCount = value;
    else if (kind === 0x08) local.usages.push(value);
    else if (kind === 0x18) local.minimum = value;
    else if (kind === 0x28) local.maximum = value;
    else if (kind === 0x80) addReport('inputReports', value);
    else if (kind === 0x90) addReport('outputReports', value);
    else if (kind === 0xa0) {
      const collection: Mutable = { usagePage: global.page, usage: local.usages[0] ?? 0, children: [], inputReports: [], outputReports: [] };
      (open.at(-1)?.children ?? top).push(collection);
      open.push(collection);
    } else if (kind === 0xc0) open.pop();
    // Local items are over with each main item (§6.2.2.8).
    if (kind === 0x80 || kind === 0x90 || kind === 0xa0 || kind === 0xc0) local = { usages: [], minimum: null, maximum: null };
  }
  return top;
}
