import type { CallKey } from '../../../contract/model/call-keys.ts';
import type { HeadsetLamps } from '../../../contract/model/headset.ts';
import { keysOf, type KnownButtons } from './headset-keys.ts';
import { isHeadset, readButtons, writeLamps } from './headset-reports.ts';
import type { Hid, HidDevice, HidInputReport } from './hid-types.ts';

/** The buttons and lamps of the headsets that are plugged in, over WebHID. */
export interface Headset extends Disposable {
  /** The one in use; null: none, or its buttons are not to be used. */
  readonly name: string | null;
  /** null: buttons are not used, and the devices are left to others. */
  show(lamps: HeadsetLamps | null): void;
}

export interface HeadsetDeps {
  /** null: this shell permits none. */
  readonly hid: Hid | null;
  readonly onPressed: (key: CallKey) => void;
  readonly onChanged: () => void;
}

interface Used {
  readonly device: HidDevice;
  known: KnownButtons;
  readonly stop: () => void;
}

export function createHeadset({ hid, onPressed, onChanged }: HeadsetDeps): Headset {
  const used = new Map<HidDevice, Used>();
  let lamps: HeadsetLamps | null = null;
  let last: Promise<unknown> = Promise.resolve();

  /** Opening, lighting and closing follow one another. */
  function inTurn(run: () => Promise<void>): void {
    last = last.then(run).catch(() => undefined);
  }

  async function light({ device }: Used): Promise<void> {
    if (!lamps) return;
    // One that is just being pulled out takes none.
    for (const { reportId, bytes } of writeLamps(device.collections, lamps)) await device.sendReport(reportId, bytes).catch(() => undefined);
  }

  async function use(device: HidDevice): Promise<void> {
    if (!lamps || used.has(device) || !isHeadset(device.collections)) return;
    // Another program may hold it for itself.
    if (!device.opened) await device.open();
    const listen = (event: Event): void => take(headset, event as HidInputReport);
    device.addEventListener('inputreport', listen);
    const headset: Used = { device, known: {}, stop: () => device.removeEventListener('inputreport', listen) };
    used.set(device, headset);
    await light(headset);
    onChanged();
  }

  function take(headset: Used, { reportId, data }: HidInputReport): void {
    if (!lamps) return;
    const states = readButtons(headset.device.collections, reportId, data);
    const { keys, known } = keysOf(states, headset.known, lamps);
    headset.known = known;
    keys.forEach(onPressed);
  }

  async function leave(headset: Used): Promise<void> {
    used.delete(headset.device);
    headset.stop();
    onChanged();
    await headset.device.close().catch(() => undefined);
  }

  async function useAll(): Promise<void> {
    for (const device of (await hid?.getDevices()) ?? []) await use(device).catch(() => undefined);
  }

  const plugged = (event: Event): void => inTurn(() => use((event as Event & { readonly device: HidDevice }).device));
  const pulled = (event: Event): void =>
    inTurn(async () => {
      const headset = used.get((event as Event & { readonly device: HidDevice }).device);
      if (headset) await leave(headset);
    });
  hid?.addEventListener('connect', plugged);
  hid?.addEventListener('disconnect', pulled);

  return {
    get name() {
      const [first] = used.keys();
      return first ? first.productName : null;
    },
    show(wanted) {
      const wasUsed = lamps !== null;
      lamps = wanted;
      inTurn(async () => {
        if (!wanted) for (const headset of [...used.values()]) await leave(headset);
        else if (!wasUsed) await useAll();
        else for (const headset of used.values()) await light(headset);
      });
    },
    [Symbol.dispose]() {
      hid?.removeEventListener('connect', plugged);
      hid?.removeEventListener('disconnect', pulled);
      for (const headset of [...used.values()]) inTurn(() => leave(headset));
    },
  };
}
