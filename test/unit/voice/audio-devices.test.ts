import { expect, test } from 'vitest';
import { toAudioDevices } from '../../../renderer/media/audio-devices.ts';

const device = (deviceId: string, kind: MediaDeviceKind, label: string, groupId = 'g1') => ({ deviceId, kind, label, groupId });

test("Chromium's aliases become a mark on the device they stand for", () => {
  const devices = toAudioDevices([
    device('default', 'audioinput', 'Default - Headset', 'g2'),
    device('communications', 'audioinput', 'Communications - Headset', 'g2'),
    device('a', 'audioinput', 'Webcam'),
    device('b', 'audioinput', 'Headset', 'g2'),
    device('c', 'audiooutput', 'Loudspeaker'),
    device('v', 'videoinput', 'Webcam'),
  ]);

  expect(devices).toEqual([
    { id: 'a', label: 'Webcam', groupId: 'g1', kind: 'input', isDefault: false },
    { id: 'b', label: 'Headset', groupId: 'g2', kind: 'input', isDefault: true },
    { id: 'c', label: 'Loudspeaker', groupId: 'g1', kind: 'output', isDefault: true },
  ]);
});

test('before the microphone is allowed devices have no name and no id: none is shown', () => {
  expect(toAudioDevices([device('', 'audioinput', ''), device('', 'audiooutput', '')])).toEqual([]);
});
