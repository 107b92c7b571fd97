import { writeFileSync } from 'node:fs';

/** A WAV file for Chromium's fake microphone: a tone in pulses, 16 bit, mono. A steady one is taken for noise and suppressed after a second. */
export function writeTone(
  file: string,
  { hz, seconds = 10, rate = 48_000, volume = 0.5 }: { hz: number; seconds?: number; rate?: number; volume?: number },
): void {
  const samples = seconds * rate;
  const bytes = Buffer.alloc(44 + samples * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index += 1) {
    const isOn = index % (rate / 2) < rate / 4;
    bytes.writeInt16LE(isOn ? Math.round(Math.sin((2 * Math.PI * hz * index) / rate) * volume * 32_767) : 0, 44 + index * 2);
  }
  writeFileSync(file, bytes);
}
