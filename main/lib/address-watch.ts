import { networkInterfaces } from 'node:os';
import type { AddressChange, Clock } from '../ports.ts';

/** This machine's addresses towards others: neither loopback nor link-local. */
export type ReadAddresses = () => readonly string[];

export interface AddressWatchDeps {
  readonly clock: Pick<Clock, 'now' | 'every'>;
  readonly read?: ReadAddresses;
}

/** Short beside the three seconds within which a phone has to be back; a look takes some microseconds. */
const lookEveryMs = 500;
/** Longer without a look: the machine slept, or hung as if it did. */
const asleepMs = 10_000;

export function readAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ internal, address }) => !internal && !/^(fe[89ab][\da-f]:|169\.254\.)/i.test(address)).map(({ address }) => address),
  );
}

/** Tells of every change of the addresses while somebody listens: no system says so by itself while it stays "online". */
export function watchAddresses({ clock, read = readAddresses }: AddressWatchDeps): (listener: (change: AddressChange) => void) => () => void {
  return (listener) => {
    let known = read();
    let lookedAt = clock.now();
    const timer = clock.every(lookEveryMs, () => {
      const addresses = read();
      const hasSlept = clock.now() - lookedAt > asleepMs;
      lookedAt = clock.now();
      const appeared = addresses.filter((address) => !known.includes(address));
      if (appeared.length === 0 && addresses.length === known.length && !hasSlept) return;
      known = addresses;
      listener({ addresses, appeared });
    });
    return () => timer[Symbol.dispose]();
  };
}
