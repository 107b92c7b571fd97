import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { VoiceService } from '../voice/voice-service.ts';

export function createVoiceApi(voice: VoiceService): HandlersOf<typeof mainSide, 'voice'> & HandlersOf<typeof mainSide, 'audio'> {
  const done = async (work: Promise<void>): Promise<Record<string, never>> => {
    await work;
    return {};
  };
  return {
    'voice.list': () => ({ calls: [...voice.list()] }),
    'voice.dial': async (request) => ({ callId: await voice.dial(request) }),
    'voice.answer': ({ callId }) => done(voice.answer(callId)),
    'voice.decline': ({ callId }) => done(voice.decline(callId)),
    'voice.hang-up': ({ callId }) => done(voice.hangUp(callId)),
    'voice.hold': ({ callId }) => done(voice.hold(callId)),
    'voice.resume': ({ callId }) => done(voice.resume(callId)),
    'voice.switch': ({ callId }) => done(voice.switchTo(callId)),
    'voice.mute': ({ callId, isMuted }) => done(voice.mute(callId, isMuted)),
    'voice.send-dtmf': ({ callId, tones }) => done(voice.sendDtmf(callId, tones)),
    'voice.transfer': (request) => done(voice.transfer(request)),
    'voice.consult': async (request) => ({ callId: await voice.consult(request) }),
    'voice.connect': (request) => done(voice.connect(request)),
    'voice.go-back': ({ callId }) => done(voice.goBack(callId)),
    'voice.follow': (request) => done(voice.follow(request)),
    'voice.silence-ringer': () => {
      voice.silenceRinger();
      return {};
    },
    'audio.read': () => voice.audio(),
    'audio.meter': ({ isOn }) => done(voice.soundCheck.meter(isOn)),
    'audio.play-tone': ({ role }) => done(voice.soundCheck.playTone(role)),
    'audio.record': async () => ({ level: await voice.soundCheck.record() }),
    'audio.play-back': () => done(voice.soundCheck.playBack()),
  };
}
