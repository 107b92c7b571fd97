/** WebHID as far as we use it (https://wicg.github.io/webhid/); not in TypeScript's DOM library. */
export interface HidItem {
  readonly isAbsolute?: boolean;
  readonly isArray?: boolean;
  readonly isConstant?: boolean;
  readonly isRange?: boolean;
  readonly logicalMinimum?: number;
  readonly reportCount?: number;
  readonly reportSize?: number;
  /** Page in the upper 16 bits. */
  readonly usageMinimum?: number;
  readonly usages?: readonly number[];
}

export interface HidReport {
  readonly reportId?: number;
  readonly items?: readonly HidItem[];
}

export interface HidCollection {
  readonly usage?: number;
  readonly usagePage?: number;
  readonly children?: readonly HidCollection[];
  readonly inputReports?: readonly HidReport[];
  readonly outputReports?: readonly HidReport[];
}

export interface HidInputReport extends Event {
  readonly data: DataView;
  readonly reportId: number;
}

export interface HidDevice extends EventTarget {
  readonly opened: boolean;
  readonly productName: string;
  readonly collections: readonly HidCollection[];
  open(): Promise<void>;
  close(): Promise<void>;
  sendReport(reportId: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

export interface Hid extends EventTarget {
  /** Those the shell permits. */
  getDevices(): Promise<HidDevice[]>;
}
