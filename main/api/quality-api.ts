import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { DiagnosticsService } from '../diagnostics/diagnostics-service.ts';
import type { TimelineService } from '../timeline/timeline-service.ts';
import type { VoiceService } from '../voice/voice-service.ts';

type Side = typeof mainSide;

export function createQualityApi(
  voice: VoiceService,
  timeline: TimelineService,
  diagnostics: DiagnosticsService,
): HandlersOf<Side, 'quality'> & HandlersOf<Side, 'diagnostics'> {
  return {
    'quality.read': ({ callId }) => ({ report: voice.qualityOf(callId) ?? timeline.readQuality(callId) }),
    'diagnostics.save': async () => ({ isSaved: await diagnostics.save() }),
    'diagnostics.read': async () => {
      const { name, bytes } = await diagnostics.pack();
      return { name, bytes: Buffer.from(bytes).toString('base64') };
    },
  };
}
