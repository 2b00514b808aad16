import ipaddr from 'ipaddr.js';

const range = (cidr: string): readonly [number, number] => {
  const first = toNumber(ipaddr.IPv4.networkAddressFromCIDR(cidr).toString());
  const last = toNumber(ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString());
  return [first, last];
};

/** An IPv4 address as a number, for comparing. */
export const toNumber = (address: string): number => ipaddr.IPv4.parse(address).octets.reduce((n, octet) => n * 256 + octet, 0);

/** Whether two IPv4 networks in CIDR form share an address; host bits are allowed. */
export function overlaps(a: string, b: string): boolean {
  const [aFirst, aLast] = range(a);
  const [bFirst, bLast] = range(b);
  return aFirst <= bLast && bFirst <= aLast;
}

/** Whether an address lies in a network in CIDR form. */
export const contains = (cidr: string, address: string): boolean => overlaps(cidr, `${address}/32`);
