import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { ContactsService } from '../contacts/contacts-service.ts';
import type { TimelineService } from '../timeline/timeline-service.ts';
import type { WrapUpService } from '../wrap-up/wrap-up-service.ts';

type Side = typeof mainSide;

export function createTimelineApi(timeline: TimelineService, wrapUps: WrapUpService): HandlersOf<Side, 'timeline'> & HandlersOf<Side, 'recent'> & HandlersOf<Side, 'notes'> {
  return {
    'timeline.open': ({ contactId, before, limit }) => timeline.open(contactId, before, limit),
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

export function createContactsApi(contacts: ContactsService): HandlersOf<Side, 'contacts'> {
  return {
    'contacts.read': ({ contactId }) => contacts.read(contactId),
    'contacts.search': ({ text, limit }) => ({ contacts: contacts.search(text, limit) }),
    'contacts.add': ({ name, address }) => contacts.add(name, address),
    'contacts.edit': (edit) => contacts.edit(edit),
    'contacts.add-address': ({ contactId, address }) => contacts.addAddress(contactId, address),
  };
}

export function createWrapUpApi(wrapUps: WrapUpService): HandlersOf<Side, 'wrap-up'> {
  return {
    'wrap-up.list': () => ({ wrapUps: wrapUps.list() }),
    'wrap-up.edit': (edit) => {
      wrapUps.edit(edit);
      return {};
    },
    'wrap-up.finish': ({ interactionId }) => {
      wrapUps.finish(interactionId);
      return {};
    },
  };
}
