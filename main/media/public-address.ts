import { BlockList, isIP } from 'node:net';

/** Addresses that are not the open internet: this machine, this house, and what is set aside (RFC 6890 and its registries). */
const ranges = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;

/** Whether a picture may be fetched from there: nothing a stranger writes makes us ask the printer, the router or ourselves. */
export function createPublicAddresses(): (address: string) => boolean {
  const closed = new BlockList();
  for (const [start, prefix] of ranges) closed.addSubnet(start, prefix, start.includes(':') ? 'ipv6' : 'ipv4');
  return (address) => {
    const bare = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
    const family = isIP(bare);
    if (family === 4) return !closed.check(bare, 'ipv4');
    return family === 6 && !closed.check(bare, 'ipv6') && !/^::ffff:/i.test(bare);
  };
}
