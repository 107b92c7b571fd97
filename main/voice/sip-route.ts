import { Resolver } from 'node:dns/promises';
import type { NaptrRecord, SrvRecord } from 'node:dns';
import { isIP } from 'node:net';
import type { AccountTarget } from './account-target.ts';

/** One place where the server may be. Host names are resolved by the system when the connection is made. */
export interface Hop {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
}

export interface ServiceRecords {
  resolveNaptr(name: string): Promise<NaptrRecord[]>;
  resolveSrv(name: string): Promise<SrvRecord[]>;
}

export interface RouteDeps {
  readonly records: ServiceRecords;
  /** 0 ≤ n < 1 */
  readonly random: () => number;
}

/** A machine's name servers change with its networks: they are read anew for each question. */
const resolver = (): Resolver => new Resolver({ timeout: 2_000, tries: 2 });
export const systemRoute: RouteDeps = {
  records: { resolveNaptr: (name) => resolver().resolveNaptr(name), resolveSrv: (name) => resolver().resolveSrv(name) },
  random: Math.random,
};

const services: Readonly<Record<string, { readonly isSecure: boolean }>> = { 'SIPS+D2T': { isSecure: true }, 'SIP+D2T': { isSecure: false } };

/**
 * Where an account's server is, in the order to be tried (RFC 3263 §4): a port or an IP address straight; `tls://` and `tcp://` by SRV; `sip://` by NAPTR and SRV.
 * Without records, the name itself at the default port. What is encrypted is never left for what is not: where `sip://` finds TLS, or nothing at all, it is TLS.
 * Empty where the domain says that it has no such service.
 */
export async function locateServer(target: Pick<AccountTarget, 'host' | 'port' | 'transport'>, deps: RouteDeps): Promise<readonly Hop[]> {
  const { host, port, transport } = target;
  if (transport === 'ws' || transport === 'wss') return [{ host, port: port ?? (transport === 'wss' ? 443 : 80), isSecure: transport === 'wss' }];
  if (port !== null || isIP(host) !== 0) return [straight(host, port, transport === 'tls' || (transport === 'sip' && port === null))];
  if (transport !== 'sip') {
    const isSecure = transport === 'tls';
    return (await readService({ name: serviceName(host, isSecure), isSecure }, deps)) ?? [straight(host, null, isSecure)];
  }
  const offered = await readNaptr(host, deps);
  const asked = offered.length > 0 ? offered : [true, false].map((isSecure) => ({ name: serviceName(host, isSecure), isSecure }));
  for (const isSecure of [true, false]) {
    const found = await Promise.all(asked.filter((service) => service.isSecure === isSecure).map((service) => readService(service, deps)));
    if (found.some((hops) => hops !== null)) return found.flatMap((hops) => hops ?? []);
  }
  return [straight(host, null, true)];
}

interface Service {
  readonly name: string;
  readonly isSecure: boolean;
}

const serviceName = (host: string, isSecure: boolean): string => `${isSecure ? '_sips' : '_sip'}._tcp.${host}`;
const straight = (host: string, port: number | null, isSecure: boolean): Hop => ({ host, port: port ?? (isSecure ? 5_061 : 5_060), isSecure });

/** RFC 3263 §4.1, those of the transports we speak. */
async function readNaptr(host: string, { records }: RouteDeps): Promise<readonly Service[]> {
  const found = await records.resolveNaptr(host).catch(() => []);
  return found
    .toSorted((a, b) => a.order - b.order || a.preference - b.preference)
    .flatMap(({ flags, service, replacement }) => {
      const known = services[service.toUpperCase()];
      return known && flags.toLowerCase() === 's' ? [{ name: replacement, ...known }] : [];
    });
}

/** null: there are no such records; a resolver that fails is no reason not to try the name itself. */
async function readService({ name, isSecure }: Service, { records, random }: RouteDeps): Promise<readonly Hop[] | null> {
  const found = await records.resolveSrv(name).catch(() => []);
  if (found.length === 0) return null;
  return orderByWeight(found, random)
    .filter(({ name: host }) => host !== '' && host !== '.')
    .map(({ name: host, port }) => ({ host, port, isSecure }));
}

/** RFC 2782: by priority; among equals a draw in which the weight counts. */
function orderByWeight(found: readonly SrvRecord[], random: () => number): SrvRecord[] {
  // Those of weight 0 first, so that they are drawn too, if seldom.
  const left = found.toSorted((a, b) => a.priority - b.priority || a.weight - b.weight);
  const ordered: SrvRecord[] = [];
  while (left[0]) {
    const chosen = draw(left, left[0].priority, random);
    ordered.push(...left.splice(chosen, 1));
  }
  return ordered;
}

function draw(sorted: readonly SrvRecord[], priority: number, random: () => number): number {
  const weights = sorted.filter((record) => record.priority === priority).map(({ weight }) => weight);
  const drawn = Math.floor(random() * (weights.reduce((sum, weight) => sum + weight, 0) + 1));
  let sum = 0;
  return Math.max(
    0,
    weights.findIndex((weight) => (sum += weight) >= drawn),
  );
}
