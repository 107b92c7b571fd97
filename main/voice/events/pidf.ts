import type { XmlElement } from '@rgrove/parse-xml';
import { childrenOf, elementsOf, localName, readXml, textOf } from './xml.ts';

/** What somebody's presence says (RFC 3863, RFC 4480). */
export interface PresenceInfo {
  /** One of their devices is open to be reached; null: it does not say. */
  readonly isOpen: boolean | null;
  readonly activity: 'on-call' | 'busy' | 'away' | null;
  readonly note: string | null;
}

const awayActivities = [
  'away',
  'appointment',
  'breakfast',
  'dinner',
  'holiday',
  'in-transit',
  'lunch',
  'meal',
  'permanent-absence',
  'sleeping',
  'steering',
  'travel',
  'vacation',
];
/** What servers write there by themselves: the state in their own English. */
const serverNotes =
  /^(ready|on the phone|on hold|ringing|idle|in use|hold|not online|unavailable|closed|open|available|online|offline|busy|away|calling)$/i;

/** Reads application/pidf+xml; null where it is none. */
export function readPresence(body: string): PresenceInfo | null {
  const root = readXml(body, 'presence');
  if (!root) return null;
  const tuples = childrenOf(root, 'tuple');
  const basics = new Set(tuples.map((tuple) => textOf(childrenOf(firstOf(tuple, 'status') ?? tuple, 'basic')[0]).toLowerCase()));
  const activities = new Set([...childrenOf(root, 'person'), ...tuples].flatMap(activitiesOf));
  const notes = [root, ...tuples, ...childrenOf(root, 'person')].flatMap((element) => childrenOf(element, 'note')).map(textOf);
  return {
    isOpen: basics.has('open') ? true : basics.has('closed') ? false : null,
    activity: activityOf(activities),
    note: notes.find((note) => note !== '' && !serverNotes.test(note))?.slice(0, 200) ?? null,
  };
}

function activityOf(activities: ReadonlySet<string>): PresenceInfo['activity'] {
  if (activities.has('on-the-phone')) return 'on-call';
  if ([...awayActivities].some((activity) => activities.has(activity))) return 'away';
  return activities.has('busy') || activities.has('meeting') ? 'busy' : null;
}

/** Under the person or the tuple, or, as some write it, in its status. */
function activitiesOf(element: XmlElement): string[] {
  const places = [element, ...childrenOf(element, 'status')];
  return places.flatMap((place) => childrenOf(place, 'activities')).flatMap((list) => elementsOf(list).map(localName));
}

function firstOf(element: XmlElement, name: string): XmlElement | undefined {
  return childrenOf(element, name)[0];
}
