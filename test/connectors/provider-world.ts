import type { OutboxItem } from '../../main/channel.ts';
import type { Connector } from '../../main/connectors/connector.ts';

/** What becomes of what is sent. `beforeData`, `afterData`, `delivered`: the connection breaks there; the last one delivered it first. */
export type Fate = 'accepted' | 'refused-recipient' | 'refused-content' | 'later' | 'beforeData' | 'afterData' | 'delivered' | 'hang' | 'partly';

/** What a provider may be without: the cases about it are not among its own. `removal`: what is there stays there; `expiry`: its numbers are never void. */
export type Ability = Fate | 'login' | 'connection' | 'removal' | 'expiry';

/** A provider with one account, and everything a test does to it. Messages are told apart by their subjects. */
export interface ProviderWorld extends AsyncDisposable {
  /** A connector for the account, as after a start of the program. */
  open(): Connector;
  /** So many more messages, the last one the newest. Answers their subjects. */
  put(count: number): Promise<readonly string[]>;
  /** Somebody else's program on the same account. */
  markRead(subject: string): Promise<void>;
  /** Absent where it lacks `removal`. */
  remove?(subject: string): Promise<void>;
  move?(subject: string): Promise<void>;
  /** Whatever a cursor says of the provider's numbers is void. Absent where it lacks `expiry`. */
  expireCursors?(): Promise<void>;
  /** Absent where it lacks `login`. */
  refuseLogin?(isRefused: boolean): void;
  /** The next reading breaks off somewhere: 0 at its beginning, 1 at its end. Absent, like `stall`, where it lacks `connection`. */
  breakReading?(at: number): void;
  /** From now on it answers nothing, or does again. */
  stall?(isStalled: boolean): void;
  /** A message to be sent that will meet this fate. */
  item(subject: string, fate: Fate): OutboxItem;
  /** What arrived at whom it was sent to, by subject. */
  delivered(): Promise<readonly string[]>;
  /** Larger than the provider takes. */
  readonly oversize: number;
  /** Where a provider says how long it wants not to be asked: makes it say so. */
  askPatience?(afterMs: number | null): void;
}
