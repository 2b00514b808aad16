import ipaddr from 'ipaddr.js';
import type { Card, HostFacts } from '../model/facts.ts';
import { linesOf, oneLine, wholeNumber, type Sections } from './sections.ts';

type Addresses = ReadonlyMap<string, Card['addresses']>;

/** The kernel writes IPv4 addresses in /proc in hexadecimal as they lie in memory, which is little-endian on amd64 and arm64. */
const fromHex = (hex: string): string =>
  (hex.match(/../g) ?? [])
    .reverse()
    .map((byte) => parseInt(byte, 16))
    .join('.');

/** The network cards; loopback only where it has an address of its own (a virtual one for LVS). */
export function cardsOf(sections: Sections): Card[] {
  const routes = routesOf(sections);
  const fromIp = addressesByIp(sections);
  // without iproute2: what the kernel's own tables say
  const addresses = fromIp.size > 0 ? fromIp : addressesByFib(sections, routes);
  return linesOf(sections, 'cards').flatMap((line): Card[] => {
    const [name = '', flags = '', mtu = '', mac = '', state = ''] = line.split(' ').map(oneLine);
    const own = (addresses.get(name) ?? []).filter((a) => !a.address.startsWith('127.'));
    if (name === '' || (name === 'lo' && own.length === 0)) return [];
    // IFF_UP is 1; a card without a cable is up and its state down
    const up = (parseInt(flags, 16) & 1) === 1 && !/down/.test(state);
    return [{ name, mac: mac === '-' ? '' : mac, mtu: wholeNumber(mtu), up, addresses: own }];
  });
}

/** `2: eth0    inet 10.0.0.11/24 brd ...` */
function addressesByIp(sections: Sections): Addresses {
  const found = new Map<string, Card['addresses']>();
  for (const line of linesOf(sections, 'addresses')) {
    const [, name, address = '', prefix] = /^\d+:\s+([^\s@:]+)\S*\s+inet ([\d.]+)(?: peer [\d.]+)?\/(\d+)/.exec(line) ?? [];
    if (name !== undefined) add(found, name, address, wholeNumber(prefix));
  }
  return found;
}

/** The host's own addresses are in the forwarding table; the card and the prefix are those of the connected route that holds it. */
function addressesByFib(sections: Sections, routes: readonly Route[]): Addresses {
  const found = new Map<string, Card['addresses']>();
  const connected = routes.filter((r) => r.gateway === '0.0.0.0' && r.prefix > 0).sort((a, b) => b.prefix - a.prefix);
  const own = new Set<string>();
  let last = '';
  for (const line of linesOf(sections, 'fib')) {
    last = /\|-- ([\d.]+)$/.exec(line)?.[1] ?? last;
    if (line.trim() === '/32 host LOCAL') own.add(last);
  }
  for (const address of own) {
    if (!ipaddr.IPv4.isValidFourPartDecimal(address)) continue;
    const route = connected.find((r) => ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parse(r.network), r.prefix));
    if (route) add(found, route.card, address, route.prefix);
  }
  return found;
}

function add(found: Map<string, Card['addresses']>, name: string, address: string, prefix: number): void {
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) || prefix > 32) return;
  found.set(name, [...(found.get(name) ?? []), { address, prefix }]);
}

interface Route {
  readonly card: string;
  readonly network: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly metric: number;
}

/** /proc/net/route: Iface Destination Gateway Flags RefCnt Use Metric Mask */
function routesOf(sections: Sections): Route[] {
  return linesOf(sections, 'route').flatMap((line) => {
    const [card = '', network = '', gateway = '', , , , metric, mask = ''] = line.trim().split(/\s+/);
    if (![network, gateway, mask].every((hex) => /^[0-9A-F]{8}$/i.test(hex))) return [];
    const prefix = parseInt(mask, 16).toString(2).replaceAll('0', '').length;
    return [{ card: oneLine(card), network: fromHex(network), gateway: fromHex(gateway), metric: wholeNumber(metric), prefix }];
  });
}

/** The default route with the lowest metric. */
export function defaultRouteOf(sections: Sections): HostFacts['defaultRoute'] {
  const [best] = routesOf(sections)
    .filter((r) => r.prefix === 0 && r.network === '0.0.0.0' && r.gateway !== '0.0.0.0')
    .sort((a, b) => a.metric - b.metric);
  return best && { card: best.card, gateway: best.gateway };
}

/** Sockets that wait: TCP in LISTEN (0A), UDP unconnected (07). */
export function listenersOf(sections: Sections): HostFacts['listeners'] {
  const found = new Map<string, HostFacts['listeners'][number]>();
  for (const [name, protocol, waiting] of [
    ['tcp', 'tcp', '0A'],
    ['tcp6', 'tcp', '0A'],
    ['udp', 'udp', '07'],
    ['udp6', 'udp', '07'],
  ] as const) {
    for (const line of linesOf(sections, name)) {
      const [, where = '', , state] = line.trim().split(/\s+/);
      const [, hex, port = ''] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(where) ?? [];
      if (hex === undefined || state !== waiting) continue;
      const address = hex.length === 8 ? fromHex(hex) : ipv6(hex);
      found.set(`${protocol} ${address} ${port}`, { protocol, address, port: parseInt(port, 16) });
    }
  }
  return [...found.values()];
}

/** Four words, each little-endian. */
function ipv6(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => parseInt(byte, 16)),
  );
  const address = new ipaddr.IPv6(bytes);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toString();
}

/** Whether something answers to an address: to a ping, or at least to ARP; with ip(8) an entry only counts while it is fresh. */
export function answeringOf(sections: Sections, addresses: readonly string[]): HostFacts['answering'] {
  const pinged = new Set(linesOf(sections, 'answered'));
  const arp = linesOf(sections, 'arp').map((line) => line.trim().split(/\s+/));
  const neighbours = linesOf(sections, 'neighbours').map((line) => line.trim().split(/\s+/));
  return addresses
    .filter((address) => ipaddr.IPv4.isValidFourPartDecimal(address))
    .map((address) => {
      const [, , flags, hardware] = arp.find(([who]) => who === address) ?? [];
      // ATF_COM 0x2: the hardware address is known
      const known = (parseInt(flags ?? '0', 16) & 2) === 2;
      const neighbour = neighbours.find(([who]) => who === address);
      const fresh = neighbours.length > 0 ? neighbour?.includes('REACHABLE') === true : known;
      const mac = oneLine(known ? hardware : undefined);
      return { address, answers: pinged.has(address) || fresh, ...(mac === '' ? {} : { mac }) };
    });
}
