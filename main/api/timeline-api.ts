import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { TimelineService } from '../timeline/timeline-service.ts';
import type { WrapUpService } from '../wrap-up/wrap-up-service.ts';

type Side = typeof mainSide;

export function createTimelineApi(
  timeline: TimelineService,
  wrapUps: WrapUpService,
): HandlersOf<Side, 'timeline'> & HandlersOf<Side, 'recent'> & HandlersOf<Side, 'notes'> {
  return {
    'timeline.open': ({ contactId, before, limit, ...place }) => timeline.open(contactId, before, limit, place),
    'timeline.add-note': ({ contactId, text }) => ({ entryId: timeline.addNote(contactId, text) }),
    'recent.open': ({ filter, before, limit }) => timeline.openRecent(filter, before, limit),
    'recent.dismiss': ({ callId }) => {
      timeline.setNeedsReturn(callId, false);
      return {};
    },
    'recent.restore': ({ callId }) => {
      timeline.setNeedsReturn(callId, true);
      return {};
    },
    'notes.save': ({ callId, text }) => {
      timeline.saveCallNote(callId, text);
      wrapUps.refresh();
      return {};
    },
    'notes.read': ({ callId }) => ({ text: timeline.readCallNote(callId) }),
  };
}
