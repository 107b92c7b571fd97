import type { MailAccount } from '../../contract/model/channel-account.ts';
import { mainSide, viewSide } from '../../contract/contract.ts';
import { ContractError } from '../../contract/errors.ts';
import { firstEntryIdAt } from '../../contract/model/ids.ts';
import { mediaPieceBytes } from '../../contract/model/media.ts';
import { connect, type Channel, type Connection } from '../../contract/rpc.ts';
import type { CallInput, CallName, EventName, EventPayload, Handlers } from '../../contract/side.ts';
import type { DeskWorld } from './desk-world.ts';
import { pageOf } from './fake-line.ts';
import { createFakeDrafts } from './fake-drafts.ts';
import { openInbox } from './inbox-world.ts';

type Side = typeof mainSide;
type Call = { readonly [N in CallName<Side>]: { readonly name: N; readonly input: CallInput<Side, N> } }[CallName<Side>];

/** Main as a window sees it: serves the whole contract from a world that a test holds in its hands. It decides nothing: what follows from a call is emitted by the test. */
export interface FakeMain {
  readonly world: DeskWorld;
  /** Every call in the order it came. */
  readonly asked: readonly Call[];
  /** The next call of this name waits until the answer is `release`d, or fails with the error. */
  hold(name: CallName<Side>): { readonly reached: Promise<void>; release(): void };
  fail(name: CallName<Side>, error: ContractError): void;
  heal(name: CallName<Side>): void;
  attach(channel: Channel): Connection<Side, typeof viewSide>;
  emit<N extends EventName<Side>>(name: N, payload: EventPayload<Side, N>): void;
  /** What the contract refused: must stay empty. */
  readonly incidents: readonly string[];
}

export function createFakeMain(world: DeskWorld): FakeMain {
  const asked: Call[] = [];
  const incidents: string[] = [];
  const held = new Map<string, { reached: () => void; released: Promise<void> }>();
  const failing = new Map<string, ContractError>();
  const connections = new Set<Connection<Side, typeof viewSide>>();
  const emit: FakeMain['emit'] = (name, payload) => {
    for (const connection of connections) connection.emit(name, payload);
  };
  const served = createHandlers(world, emit);

  async function take(name: CallName<Side>, input: unknown): Promise<unknown> {
    asked.push({ name, input } as Call);
    const error = failing.get(name);
    if (error) throw error;
    // Read before it is held: what happens while the answer is on its way is not in it.
    const output = await (served[name] as (input: unknown) => unknown)(input);
    const gate = held.get(name);
    held.delete(name);
    gate?.reached();
    await gate?.released;
    return output;
  }
  const names = Object.keys(mainSide.calls) as CallName<Side>[];
  const handlers = Object.fromEntries(names.map((name) => [name, (input: unknown) => take(name, input)])) as unknown as Handlers<Side>;

  return {
    world,
    asked,
    incidents,
    hold(name) {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      held.set(name, { reached: reached.resolve, released: released.promise });
      return { reached: reached.promise, release: released.resolve };
    },
    fail: (name, error) => void failing.set(name, error),
    heal: (name) => void failing.delete(name),
    attach(channel) {
      const onIncident = (error: unknown, where: string): string => `incident ${incidents.push(`${where}: ${String(error)}`)}`;
      const connection = connect(channel, { own: mainSide, peer: viewSide, handlers, onIncident });
      connections.add(connection);
      channel.onClose(() => connections.delete(connection));
      return connection;
    },
    emit,
  };
}

function createHandlers(world: DeskWorld, emit: FakeMain['emit']): Handlers<Side> {
  const contactOf = (contactId: number) => {
    const contact = world.contacts.find(({ id }) => id === contactId);
    if (!contact) throw new ContractError('not-found');
    return contact;
  };
  const nothing = () => ({});
  function recordingOf(recordingId: number) {
    const recording = world.recordings[recordingId];
    if (!recording) throw new ContractError('unavailable', { failure: { reason: 'recording-gone' } });
    return recording;
  }
  return {
    'application.describe': () => world.application,
    'settings.read': () => world.settings,
    'settings.edit': (edit) => (world.settings = { ...world.settings, ...(edit as Partial<typeof world.settings>) }),

    'accounts.list': () => ({ accounts: world.accounts, statuses: world.statuses }),
    'accounts.add': () => world.accounts[0]!,
    'accounts.edit': () => world.accounts[0]!,
    'accounts.remove': nothing,
    'accounts.test': () => world.testResult,
    'accounts.retry': nothing,

    'channels.list': () => ({ accounts: world.channelAccounts, statuses: world.channelStatuses }),
    'channels.add': () => world.channelAccounts.find(({ kind }) => kind === 'email-imap') as MailAccount,
    'channels.edit': () => world.channelAccounts.find(({ kind }) => kind === 'email-imap') as MailAccount,
    'channels.remove': nothing,
    'channels.test': () => ({ isWorking: true, steps: [] }),
    'channels.retry': nothing,
    'channels.set-paused': nothing,
    'channels.set-backfill-paused': nothing,
    'channels.suggest': () => null,
    'channels.folders': () => ({ folders: world.folders }),
    'sign-in.begin': () => world.signIns[0]!,
    'sign-in.open-page': () => ({ isOpened: true }),
    'sign-in.cancel': nothing,
    'sign-in.list': () => ({ signIns: world.signIns }),
    'messages.read': ({ entryId }) => {
      const entry = world.entries.find(({ id }) => id === entryId);
      return { text: entry?.kind === 'message' ? entry.text : '', html: world.html[entryId] ?? null };
    },
    'messages.find-concerned': () => ({ message: null }),
    'messages.mark-read': nothing,
    'messages.send': ({ draftId }) => {
      world.mailDrafts = world.mailDrafts.filter(({ id }) => id !== draftId);
      emit('drafts.changed', { drafts: world.mailDrafts });
      return { entryId: firstEntryIdAt(Date.now()) };
    },
    ...createFakeDrafts(world, (drafts) => emit('drafts.changed', { drafts })),
    'application.open-link': nothing,
    'media.list': ({ entryId }) => {
      const found = world.media.filter((medium) => medium.state.entryId === entryId);
      return {
        inline: found.flatMap(({ contentId, state }) => (contentId ? [{ contentId, part: state.part }] : [])),
        states: found.map(({ state }) => state),
      };
    },
    // The one thing that says so by itself: a medium that is there, on its way or lost is so whenever it is asked for.
    'media.fetch': ({ entryId, part }) => {
      const medium = world.media.find(({ state }) => state.entryId === entryId && state.part === part);
      if (medium) emit('media.changed', { ...medium.state });
      return {};
    },
    'media.stop': nothing,
    'media.read': ({ entryId, part, offset }) => {
      const bytes = world.media.find(({ state }) => state.entryId === entryId && state.part === part)?.bytes;
      if (!bytes) throw new ContractError('not-found');
      return { bytes: bytes.subarray(offset, offset + mediaPieceBytes).toString('base64') };
    },
    'media.unpack': () => world.unpacked,
    'media.save': () => ({ savedId: 'saved-1' }),
    'media.show-saved': nothing,
    'pictures.senders': () => ({ senders: world.pictureSenders }),
    'pictures.load': () => world.remotePictures,
    'pictures.allow': nothing,
    'pictures.revoke': nothing,
    'outbox.list': () => ({ items: world.outbox }),
    'outbox.take-back': () => {
      throw new ContractError('not-found');
    },
    'outbox.hurry': nothing,
    'outbox.decide': nothing,

    'voice.list': () => ({ calls: world.calls }),
    'voice.dial': () => ({ callId: world.calls[0]?.callId ?? firstEntryIdAt(Date.now()) }),
    'voice.answer': nothing,
    'voice.decline': nothing,
    'voice.hang-up': nothing,
    'voice.hold': nothing,
    'voice.resume': nothing,
    'voice.switch': nothing,
    'voice.mute': nothing,
    'voice.send-dtmf': nothing,
    'voice.silence-ringer': nothing,
    'voice.transfer': nothing,
    'voice.consult': () => ({ callId: world.calls[0]?.callId ?? firstEntryIdAt(Date.now()) }),
    'voice.connect': nothing,
    'voice.go-back': nothing,
    'voice.follow': nothing,
    'colleagues.read': () => world.colleagues,
    'colleagues.pick-up': () => ({ callId: firstEntryIdAt(Date.now()) }),
    'colleagues.park': nothing,
    'colleagues.retrieve': () => ({ callId: firstEntryIdAt(Date.now()) }),
    'colleagues.call-mailbox': () => ({ callId: firstEntryIdAt(Date.now()) }),
    'conference.join': nothing,
    'conference.mute': nothing,
    'conference.take-out': nothing,
    'conference.split': nothing,
    'rules.forward': nothing,
    'audio.read': () => world.audio,
    'audio.meter': nothing,
    'audio.play-tone': nothing,
    'audio.record': () => ({ level: world.recordedLevel }),
    'audio.play-back': nothing,

    'quality.read': ({ callId }) => ({ report: world.qualityReports[callId] ?? null }),
    'diagnostics.save': () => ({ isSaved: true }),
    'diagnostics.read': () => ({ name: 'threadline-diagnostics.zip', bytes: Buffer.from('PK\u0005\u0006').toString('base64') }),

    'contacts.read': ({ contactId }) => contactOf(contactId),
    'contacts.search': ({ text, limit }) => {
      const found = world.contacts.filter(({ name, company }) => `${name} ${company}`.toLowerCase().includes(text.toLowerCase()));
      return {
        contacts: found.slice(0, limit).map(({ id, name, company, isProvisional, identities }) => {
          return { id, name, company, isProvisional, address: identities[0]?.raw ?? null, lastEntryAt: null };
        }),
      };
    },
    'contacts.complete': ({ text, limit }) => {
      const fits = ({ name, identities }: (typeof world.contacts)[number]) =>
        `${name} ${identities.map(({ raw }) => raw).join(' ')}`.toLowerCase().includes(text.toLowerCase());
      const completions = world.contacts
        .filter(fits)
        .flatMap(({ id, name, company, identities }) =>
          identities.filter(({ kind }) => kind === 'email').map(({ raw }) => ({ contactId: id, name, company, address: raw })),
        );
      return { completions: completions.slice(0, limit) };
    },
    'contacts.add': () => world.contacts[0]!,
    'contacts.edit': ({ contactId }) => contactOf(contactId),
    'contacts.add-address': ({ contactId }) => contactOf(contactId),

    'timeline.open': ({ contactId, before, limit, ...place }) => pageOf(world, { contactId, before, limit, ...place }),
    'timeline.add-note': () => ({ entryId: firstEntryIdAt(Date.now()) }),

    'inbox.open': (input) => openInbox(world.inbox, world.seq, input),
    'inbox.set-state': nothing,
    'inbox.snooze': nothing,
    'inbox.assign': nothing,
    'inbox.tag': nothing,
    'inbox.mark-read': nothing,
    'inbox.tags': () => ({ tags: [...new Set(world.inbox.flatMap(({ tags }) => tags))] }),

    'recordings.start': nothing,
    'recordings.stop': nothing,
    'recordings.pause': nothing,
    'recordings.mark': nothing,
    'recordings.open': ({ recordingId }) => {
      const { recording, marks } = recordingOf(recordingId);
      return { recording, marks: [...marks] };
    },
    // In two pieces.
    'recordings.read': ({ recordingId, place }) => {
      const { sound, peaks } = recordingOf(recordingId);
      const middle = sound.length >> 1;
      const [from, to] = place === 0 ? [0, middle] : [middle, sound.length];
      return {
        sound: Buffer.from(sound.slice(from, to)).toString('base64'),
        peaks: Buffer.from(place === 0 ? peaks : []).toString('base64'),
        next: place === 0 ? middle : null,
      };
    },

    'recent.open': ({ filter, before, limit }) => {
      const all = world.recent.filter(({ callId, direction, result }) => {
        if (before !== null && callId >= before) return false;
        return filter === 'all' || (filter === 'missed' ? result === 'missed' : direction === filter);
      });
      const needsReturn = world.recent.filter((call) => call.needsReturn).length;
      return { seq: world.seq, calls: all.slice(0, limit), hasOlder: all.length > limit, needsReturn };
    },
    'recent.dismiss': nothing,
    'recent.restore': nothing,

    'notes.save': ({ callId, text }) => {
      world.notes[callId] = text;
      return {};
    },
    'notes.read': ({ callId }) => ({ text: world.notes[callId] ?? '' }),

    'wrap-up.list': () => ({ wrapUps: world.wrapUps }),
    'wrap-up.edit': nothing,
    'wrap-up.finish': nothing,

    'agent.read': () => world.presence,
    'agent.choose': (next) => ({ ...world.presence, next }),

    'practice.start': nothing,
    'practice.ring': nothing,
    'practice.leave': nothing,
  };
}
