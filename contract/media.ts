import { z } from 'zod';
import { audioStateSchema, soundLevelSchema, soundSettingsSchema } from './model/audio.ts';
import { callKeySchema } from './model/call-keys.ts';
import { headsetLampsSchema } from './model/headset.ts';
import { callQualitySchema } from './model/call-quality.ts';
import { failureSchema } from './model/failure.ts';
import { peerIdSchema } from './model/ids.ts';
import { recorderCalls, recorderEvents } from './recorder-calls.ts';
import type { Side } from './side.ts';

/** Main → media host: SDP and commands only. Audio never crosses, but for what is recorded: that goes to the disk. */

const nothing = z.object({});
const ofPeer = z.object({ peerId: peerIdSchema });
const sdp = z.string().max(200_000);

export const sessionDescriptionSchema = z.object({ type: z.enum(['offer', 'answer', 'pranswer', 'rollback']), sdp });
export type SessionDescription = z.infer<typeof sessionDescriptionSchema>;

/** Everything JsSIP reads synchronously; sent with every answer and event, applied before it (voice.md, rule 1). */
export const peerSnapshotSchema = z.object({
  /** Counts up with every snapshot of a peer: an answer that overtook an event does not bring back an older state. */
  revision: z.int().nonnegative(),
  signalingState: z.string(),
  iceGatheringState: z.string(),
  iceConnectionState: z.string(),
  connectionState: z.string(),
  localDescription: sessionDescriptionSchema.nullable(),
  remoteDescription: sessionDescriptionSchema.nullable(),
});
export type PeerSnapshot = z.infer<typeof peerSnapshotSchema>;

/** What a connection sends: the agent's microphone; or, for the practice line, what it hears (`echo`) or an invented voice (`speech`). */
export const audioSourceSchema = z.enum(['microphone', 'echo', 'speech']);
export type AudioSource = z.infer<typeof audioSourceSchema>;

export const peerConfigurationSchema = z.object({
  iceServers: z.array(z.object({ urls: z.string(), username: z.string().optional(), credential: z.string().optional() })),
  iceTransportPolicy: z.enum(['all', 'relay']).optional(),
});
export type PeerConfiguration = z.infer<typeof peerConfigurationSchema>;

/** A party of the conference that is mixed. `isMuted`: the other parties do not hear it. */
const mixMemberSchema = ofPeer.extend({ isMuted: z.boolean() });
export type MixMember = z.infer<typeof mixMemberSchema>;

export const peerStatsSchema = z.object({
  packetsSent: z.int().nonnegative(),
  packetsReceived: z.int().nonnegative(),
  packetsLost: z.int(),
  codec: z.string().nullable(),
});
export type PeerStats = z.infer<typeof peerStatsSchema>;

const described = z.object({ description: sessionDescriptionSchema, snapshot: peerSnapshotSchema });
const snapshotted = z.object({ snapshot: peerSnapshotSchema });

export const ringerToneSchema = z.enum(['incoming', 'call-waiting', 'auto-answer', 'ringback', 'busy']);
export type RingerTone = z.infer<typeof ringerToneSchema>;

export const mediaSide = {
  calls: {
    'peer.create': {
      /**
       * `isCaller`: its first offer is that of a new call and may have been made in advance; an answer, and an offer in a call that stands, may not.
       * `sections`: the m-lines its offers must have, in order. More than one only for a peer made anew whose call was offered a picture.
       */
      input: ofPeer.extend({
        configuration: peerConfigurationSchema,
        source: audioSourceSchema,
        isCaller: z.boolean(),
        sections: z
          .array(z.enum(['audio', 'video']))
          .min(1)
          .max(8),
      }),
      output: snapshotted,
    },
    /** `isApplied`: sets it as the local description in the same step, which saves the INVITE a round trip. */
    'peer.create-offer': { input: ofPeer.extend({ isIceRestart: z.boolean(), isApplied: z.boolean() }), output: described },
    'peer.create-answer': { input: ofPeer.extend({ isApplied: z.boolean() }), output: described },
    'peer.set-local-description': { input: ofPeer.extend({ description: sessionDescriptionSchema }), output: snapshotted },
    'peer.set-remote-description': { input: ofPeer.extend({ description: sessionDescriptionSchema }), output: snapshotted },
    'peer.add-audio': { input: ofPeer.extend({ codecs: z.array(z.string()).nullable() }), output: snapshotted },
    'peer.enable-audio': { input: ofPeer.extend({ isEnabled: z.boolean() }), output: nothing },
    'peer.send-dtmf': { input: ofPeer.extend({ tones: z.string(), durationMs: z.int(), gapMs: z.int() }), output: nothing },
    'peer.read-stats': { input: ofPeer, output: peerStatsSchema },
    'peer.close': { input: ofPeer, output: nothing },
    /** Whose calls are one conversation now; fewer than two: each is for itself. */
    'peer.mix': { input: z.object({ members: z.array(mixMemberSchema).max(32) }), output: nothing },
    /** Opens the microphone and keeps it, so that a call does not wait for it. Fails with a microphone-… reason. */
    'microphone.open': { input: nothing, output: z.object({ label: z.string() }) },
    'microphone.close': { input: nothing, output: nothing },
    'devices.list': { input: nothing, output: audioStateSchema },
    'devices.choose': { input: soundSettingsSchema, output: nothing },
    'sound.meter': { input: z.object({ isOn: z.boolean() }), output: nothing },
    /** These two answer when the sound has ended. */
    'sound.play-tone': { input: z.object({ role: z.enum(['speaker', 'ringer']) }), output: nothing },
    'sound.play-back': { input: nothing, output: nothing },
    'sound.record': { input: z.object({ forMs: z.int().min(100).max(10_000) }), output: z.object({ level: soundLevelSchema }) },
    /** null: its buttons are not used. Devices that have lamps show these. */
    'headset.show': { input: z.object({ lamps: headsetLampsSchema.nullable() }), output: nothing },
    'ringer.start': { input: z.object({ tone: ringerToneSchema }), output: nothing },
    'ringer.stop': { input: nothing, output: nothing },
    ...recorderCalls,
  },
  events: {
    'media.ready': nothing,
    'peer.changed': ofPeer.extend({
      event: z.enum(['iceconnectionstatechange', 'connectionstatechange', 'icegatheringstatechange', 'signalingstatechange']),
      snapshot: peerSnapshotSchema,
    }),
    'peer.candidate-found': ofPeer.extend({
      candidate: z.object({ candidate: z.string(), sdpMid: z.string().nullable(), sdpMLineIndex: z.int().nullable() }).nullable(),
      snapshot: peerSnapshotSchema,
    }),
    'peer.track-added': ofPeer.extend({ snapshot: peerSnapshotSchema }),
    'peer.quality-measured': ofPeer.extend({ quality: callQualitySchema, stats: peerStatsSchema }),
    'microphone.lost': z.object({ failure: failureSchema }),
    'microphone.restored': z.object({ label: z.string() }),
    'sound.level-measured': z.object({ level: soundLevelSchema }),
    'headset.pressed': z.object({ key: callKeySchema }),
    'devices.changed': audioStateSchema,
    ...recorderEvents,
  },
} as const satisfies Side;

/** Main as the media host sees it: asks, and is told; serves nothing. */
export const mediaClientSide = { calls: {}, events: {} } as const satisfies Side;
