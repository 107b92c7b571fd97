/** A computer's audio devices, to be plugged in and pulled out at will. Tracks are what the code under test uses of them. */
export interface FakeMediaDevices {
  readonly media: Pick<MediaDevices, 'enumerateDevices' | 'addEventListener' | 'getUserMedia'>;
  readonly asked: readonly MediaTrackConstraints[];
  plugIn(device: FakeDevice): void;
  /** Its tracks end, and the change is announced. */
  pullOut(label: string): void;
  /** Another program has it; false: no longer. */
  occupy(label: string, isBusy: boolean): void;
  /** The system's default: the first of its kind, unless one is named. */
  makeDefault(label: string): void;
  /** Of which devices tracks are live now. */
  live(): string[];
}

export interface FakeDevice {
  readonly label: string;
  readonly kind: 'audioinput' | 'audiooutput';
  readonly groupId?: string;
}

export function createFakeMediaDevices(first: readonly FakeDevice[]): FakeMediaDevices {
  const events = new EventTarget();
  let devices: (FakeDevice & { readonly id: string })[] = [];
  const tracks = new Set<FakeTrack>();
  const busy = new Set<string>();
  const asked: MediaTrackConstraints[] = [];
  let count = 0;
  let defaultLabel: string | null = null;

  const defaultOf = (kind: string) => {
    const alike = devices.filter((device) => device.kind === kind);
    return alike.find(({ label }) => label === defaultLabel) ?? alike[0];
  };
  const change = (): void => void events.dispatchEvent(new Event('devicechange'));
  const add = (device: FakeDevice): void => void devices.push({ ...device, id: `${device.label}-${(count += 1)}` });
  for (const device of first) add(device);

  class FakeTrack extends EventTarget {
    readonly kind = 'audio';
    enabled = true;
    readyState = 'live';
    readonly label: string;
    readonly deviceId: string;
    constructor(label: string, deviceId: string) {
      super();
      this.label = label;
      this.deviceId = deviceId;
      tracks.add(this);
    }
    stop(): void {
      this.readyState = 'ended';
      tracks.delete(this);
    }
    clone(): FakeTrack {
      return new FakeTrack(this.label, this.deviceId);
    }
    getSettings(): MediaTrackSettings {
      return { deviceId: this.deviceId };
    }
  }

  return {
    asked,
    media: {
      enumerateDevices() {
        const entry = ({ id, kind, label, groupId = '' }: (typeof devices)[number]) => ({ deviceId: id, kind, label, groupId });
        const aliases = (['audioinput', 'audiooutput'] as const).flatMap((kind) => {
          const device = defaultOf(kind);
          return device ? [{ ...entry(device), deviceId: 'default', label: `Default - ${device.label}` }] : [];
        });
        return Promise.resolve([...aliases, ...devices.map(entry)] as MediaDeviceInfo[]);
      },
      addEventListener: events.addEventListener.bind(events),
      getUserMedia(constraints = {}) {
        const audio = constraints.audio as MediaTrackConstraints;
        asked.push(audio);
        const exact = (audio.deviceId as { exact?: string } | undefined)?.exact;
        const device = exact === undefined ? defaultOf('audioinput') : devices.find(({ id, kind }) => kind === 'audioinput' && id === exact);
        if (!device) return Promise.reject(new DOMException('', exact === undefined ? 'NotFoundError' : 'OverconstrainedError'));
        if (busy.has(device.label)) return Promise.reject(new DOMException('', 'NotReadableError'));
        const track = new FakeTrack(device.label, exact === undefined ? 'default' : device.id);
        return Promise.resolve({ getAudioTracks: () => [track] } as unknown as MediaStream);
      },
    },
    plugIn(device) {
      add(device);
      change();
    },
    pullOut(label) {
      devices = devices.filter((device) => device.label !== label);
      for (const track of [...tracks].filter((one) => one.label === label)) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
      change();
    },
    occupy: (label, isBusy) => void (isBusy ? busy.add(label) : busy.delete(label)),
    makeDefault(label) {
      defaultLabel = label;
      change();
    },
    live: () => [...tracks].map(({ label }) => label),
  };
}
