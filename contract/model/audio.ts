import { z } from 'zod';

const audioDeviceSchema = z.object({
  id: z.string(),
  label: z.string(),
  /** Devices of one piece of hardware have the same: a headset's microphone and its loudspeaker. */
  groupId: z.string(),
  kind: z.enum(['input', 'output']),
  isDefault: z.boolean(),
});
export type AudioDevice = z.infer<typeof audioDeviceSchema>;

/** How a device is known again: its id changes with the profile and its group with the port it hangs on, its name with neither. */
const deviceChoiceSchema = z.object({ label: z.string().min(1).max(300), groupId: z.string().max(300) });
export type DeviceChoice = z.infer<typeof deviceChoiceSchema>;

/** The most wanted first; none, or none of them plugged in: the system's default. */
const deviceOrderSchema = z.array(deviceChoiceSchema).max(20);

/** `standard`: the browser's own. `strong`: RNNoise, which also takes out voices' surroundings that change, such as keyboards and dishes. */
export const noiseSuppressionSchema = z.enum(['off', 'standard', 'strong']);

/** What is done to the microphone's sound before it is sent (W3C Media Capture §4.3.8). */
const soundProcessingSchema = z.object({
  isEchoCancelled: z.boolean(),
  noiseSuppression: noiseSuppressionSchema,
  isGainAutomatic: z.boolean(),
});
export type SoundProcessing = z.infer<typeof soundProcessingSchema>;

export const soundSettingsSchema = z.object({
  microphones: deviceOrderSchema,
  speakers: deviceOrderSchema,
  /** None of them: the speaker. */
  ringers: deviceOrderSchema,
  ringerVolume: z.number().min(0).max(1),
  ...soundProcessingSchema.shape,
  /** Its buttons act on calls, its lamps follow them. */
  isHeadsetUsed: z.boolean(),
});
export type SoundSettings = z.infer<typeof soundSettingsSchema>;

export const defaultSoundSettings: SoundSettings = {
  microphones: [],
  speakers: [],
  ringers: [],
  ringerVolume: 0.7,
  isEchoCancelled: true,
  noiseSuppression: 'standard',
  isGainAutomatic: true,
  isHeadsetUsed: true,
};

export const audioRoleSchema = z.enum(['microphone', 'speaker', 'ringer']);
export type AudioRole = z.infer<typeof audioRoleSchema>;

/** Devices chosen by id before there were lists, until they are plugged in and their names are known; null: none, or found. */
export const formerDevicesSchema = z.record(audioRoleSchema, z.string().max(300).nullable());

export const noFormerDevices: z.infer<typeof formerDevicesSchema> = { microphone: null, speaker: null, ringer: null };

/** null: there is none, or nobody has allowed us to know of it. */
const inUseSchema = z.record(audioRoleSchema, audioDeviceSchema.nullable());

/** The devices there are, and which of them is used for what. Travels whole. */
export const audioStateSchema = z.object({
  devices: z.array(audioDeviceSchema),
  inUse: inUseSchema,
  /** What went over to another device just now because one was plugged in or out; empty where the agent chose. */
  switched: z.array(audioRoleSchema),
  /** Whose buttons are used; null: no headset has any. */
  headset: z.string().nullable(),
});
export type AudioState = z.infer<typeof audioStateSchema>;

export const noAudio: AudioState = { devices: [], inUse: { microphone: null, speaker: null, ringer: null }, switched: [], headset: null };

/** 0 is silence (-60 dB below full scale, or less), 1 is as loud as can be. */
export const soundLevelSchema = z.number().min(0).max(1);

/** Speech at arm's length is louder than this; a room without anybody is not. */
export const speechLevel = 0.35;
