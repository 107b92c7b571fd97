import type { CandidatePath } from '../../contract/model/call-quality.ts';

export type StatsEntry = Readonly<Record<string, unknown>>;

const kinds = ['host', 'srflx', 'prflx', 'relay'] as const;
const protocols = ['udp', 'tcp', 'tls'] as const;

/** The pair in use. After an ICE restart the one before it is still called nominated: the transport knows. */
export function selectedPair(entries: ReadonlyMap<string, StatsEntry>): StatsEntry | null {
  const all = [...entries.values()];
  const chosen = all.find(({ type }) => type === 'transport')?.['selectedCandidatePairId'];
  const pair = typeof chosen === 'string' ? entries.get(chosen) : undefined;
  return pair ?? all.find(({ type, nominated }) => type === 'candidate-pair' && nominated === true) ?? null;
}

/** How the two ends reach one another; null: not known. */
export function readPath(entries: ReadonlyMap<string, StatsEntry>): CandidatePath | null {
  const pair = selectedPair(entries);
  const local = entries.get(String(pair?.['localCandidateId']));
  const remote = entries.get(String(pair?.['remoteCandidateId']));
  const localKind = kinds.find((kind) => kind === local?.['candidateType']);
  const remoteKind = kinds.find((kind) => kind === remote?.['candidateType']);
  // What is relayed goes over the relay's own transport first (RFC 8656).
  const protocol = protocols.find((one) => one === (local?.['relayProtocol'] ?? local?.['protocol']));
  if (!localKind || !remoteKind || !protocol) return null;
  return { local: localKind, remote: remoteKind, protocol, localAddress: addressOf(local), remoteAddress: addressOf(remote) };
}

function addressOf(candidate: StatsEntry | undefined): string | null {
  const { address, port } = candidate ?? {};
  if (typeof address !== 'string' || address === '' || typeof port !== 'number') return null;
  return `${address.includes(':') ? `[${address}]` : address}:${port}`.slice(0, 80);
}
