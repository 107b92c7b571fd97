import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CallKey } from '../../../contract/model/call-keys.ts';
import type { HeadsetLamps } from '../../../contract/model/headset.ts';
import { keysOf, type KnownButtons } from '../../../renderer/media/headset/headset-keys.ts';
import { isHeadset, readButtons, writeLamps } from '../../../renderer/media/headset/headset-reports.ts';
import { createHeadset } from '../../../renderer/media/headset/headset.ts';
import type { Hid, HidDevice } from '../../../renderer/media/headset/hid-types.ts';
import { bytesOf, parseDescriptor } from '../../fakes/hid-descriptor.ts';

interface Fixture {
  readonly name: string;
  readonly descriptor: string;
  readonly isHeadset: boolean;
  readonly inputs: readonly { readonly reportId: number; readonly bytes: string; readonly buttons: Readonly<Record<string, boolean>> }[];
  readonly lamps: Readonly<Record<keyof HeadsetLamps | 'none', readonly (readonly [number, string])[]>>;
}

const fixtures = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/hid/headsets.json'), 'utf8')) as Fixture[];
const dark: HeadsetLamps = { isRinging: false, isOffHook: false, isMuted: false, isHeld: false };
const inCall: HeadsetLamps = { ...dark, isOffHook: true };
const view = (hex: string): DataView => new DataView(bytesOf(hex).buffer);
const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');

describe.each(fixtures)('$name', ({ descriptor, isHeadset: isOne, inputs, lamps }) => {
  const collections = parseDescriptor(descriptor);

  it('is known for what it is', () => expect(isHeadset(collections)).toBe(isOne));

  it.each(inputs)('report $reportId: $bytes', ({ reportId, bytes, buttons }) => {
    expect(Object.fromEntries(readButtons(collections, reportId, view(bytes)).map(({ button, isOn }) => [button, isOn]))).toEqual(buttons);
  });

  it.each([
    ['none', dark],
    ['isRinging', { ...dark, isRinging: true }],
    ['isOffHook', inCall],
    ['isMuted', { ...inCall, isMuted: true }],
    ['isHeld', { ...inCall, isHeld: true }],
  ] as const)('lamps: %s', (name, shown) => {
    expect(writeLamps(collections, shown).map(({ reportId, bytes }) => [reportId, hexOf(bytes)])).toEqual(lamps[name]);
  });
});

describe('what is meant by a report', () => {
  const [switching, staying] = fixtures.map(({ descriptor }) => parseDescriptor(descriptor)) as [
    ReturnType<typeof parseDescriptor>,
    ReturnType<typeof parseDescriptor>,
  ];
  /** Reports one after another, each with the lamps as they were then. */
  function press(
    collections: ReturnType<typeof parseDescriptor>,
    reportId: number,
    reports: readonly (readonly [string, HeadsetLamps])[],
  ): CallKey[][] {
    let known: KnownButtons = {};
    return reports.map(([bytes, lamps]) => {
      const meant = keysOf(readButtons(collections, reportId, view(bytes)), known, lamps);
      known = meant.known;
      return meant.keys;
    });
  }

  it('the hook switch answers and hangs up', () => {
    expect(
      press(switching, 2, [
        ['01', { ...dark, isRinging: true }],
        ['00', inCall],
      ]),
    ).toEqual([['answer'], ['hang-up']]);
  });

  it('a headset that only follows the lamps presses nothing', () => {
    // Answered on the screen; ended by the other side.
    expect(
      press(switching, 2, [
        ['01', inCall],
        ['00', dark],
      ]),
    ).toEqual([[], []]);
  });

  it('a mute key acts when it is pressed, not when it is let go', () => {
    expect(
      press(switching, 2, [
        ['01', inCall],
        ['03', inCall],
        ['01', inCall],
        ['03', { ...inCall, isMuted: true }],
      ]),
    ).toEqual([[], ['mute'], [], ['mute']]);
  });

  it('a mute switch acts when it and the call differ', () => {
    const muted = { ...inCall, isMuted: true };
    expect(
      press(staying, 0, [
        ['01', inCall],
        ['03', inCall],
        ['03', muted],
        ['01', muted],
        ['01', inCall],
        ['03', muted],
      ]),
    ).toEqual([[], ['mute'], [], ['mute'], [], []]);
  });

  it('flash and hold hold, drop hangs up', () => {
    expect(press(switching, 2, [['05', inCall]])).toEqual([['hold']]);
    expect(
      press(staying, 0, [
        ['11', inCall],
        ['01', inCall],
        ['1D', inCall],
      ]),
    ).toEqual([['hold'], [], ['hang-up']]);
  });
});

describe('over WebHID', () => {
  class FakeDevice extends EventTarget implements HidDevice {
    opened = false;
    readonly productName: string;
    readonly collections: HidDevice['collections'];
    readonly sent: string[] = [];
    constructor(productName: string, { descriptor }: Fixture) {
      super();
      this.productName = productName;
      this.collections = parseDescriptor(descriptor);
    }
    open(): Promise<void> {
      this.opened = true;
      return Promise.resolve();
    }
    close(): Promise<void> {
      this.opened = false;
      return Promise.resolve();
    }
    sendReport(reportId: number, bytes: Uint8Array): Promise<void> {
      this.sent.push(`${reportId}: ${hexOf(bytes)}`);
      return Promise.resolve();
    }
    report(reportId: number, bytes: string): void {
      this.dispatchEvent(Object.assign(new Event('inputreport'), { reportId, data: view(bytes) }));
    }
  }

  function plug(devices: HidDevice[]) {
    const hid: Hid = Object.assign(new EventTarget(), { getDevices: () => Promise.resolve(devices) });
    const pressed: CallKey[] = [];
    const headset = createHeadset({ hid, onPressed: (key) => pressed.push(key), onChanged: () => undefined });
    const tell = (kind: string, device: HidDevice): boolean => hid.dispatchEvent(Object.assign(new Event(kind), { device }));
    return { headset, pressed, tell };
  }

  it('telephones are opened and lit, everything else is left alone, and all is left when buttons are not to be used', async () => {
    const [jabber, speaker] = [new FakeDevice('Jabber', fixtures[0]!), new FakeDevice('Speaker', fixtures[3]!)];
    const { headset, pressed } = plug([speaker, jabber]);
    expect(headset.name).toBeNull();
    headset.show({ ...dark, isRinging: true });
    await expect.poll(() => jabber.sent).toEqual(['2: 02']);
    expect([jabber.opened, speaker.opened, headset.name]).toEqual([true, false, 'Jabber']);
    jabber.report(2, '01');
    expect(pressed).toEqual(['answer']);
    headset.show(inCall);
    await expect.poll(() => jabber.sent).toEqual(['2: 02', '2: 01']);
    headset.show(null);
    await expect.poll(() => jabber.opened).toBe(false);
    jabber.report(2, '00');
    expect(pressed).toEqual(['answer']);
  });

  it('one that is plugged in during a call is lit at once; pulled out and in again it works again', async () => {
    const jabber = new FakeDevice('Jabber', fixtures[0]!);
    const { headset, pressed, tell } = plug([]);
    headset.show(inCall);
    tell('connect', jabber);
    await expect.poll(() => jabber.sent).toEqual(['2: 01']);
    tell('disconnect', jabber);
    await expect.poll(() => headset.name).toBeNull();
    tell('connect', jabber);
    await expect.poll(() => headset.name).toBe('Jabber');
    jabber.report(2, '01');
    jabber.report(2, '00');
    expect(pressed).toEqual(['hang-up']);
  });

  it('one that cannot be opened keeps no other from working', async () => {
    const [held, free] = [new FakeDevice('Held', fixtures[0]!), new FakeDevice('Free', fixtures[1]!)];
    held.open = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    const { headset } = plug([held, free]);
    headset.show(dark);
    await expect.poll(() => headset.name).toBe('Free');
  });
});
