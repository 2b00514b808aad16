/** The first and the last address of a network in CIDR form. */
function range(cidr: string): readonly [number, number] {
  const [address = '', prefix] = cidr.split('/');
  const size = 2 ** (32 - Number(prefix));
  const inside = toNumber(address);
  const first = inside - (inside % size);
  return [first, first + size - 1];
}

/** An IPv4 address in dotted form, as a number, for comparing. */
export const toNumber = (address: string): number => address.split('.').reduce((n, octet) => n * 256 + Number(octet), 0);

/** The address of such a number. */
export const toAddress = (n: number): string => [24, 16, 8, 0].map((bits) => Math.floor(n / 2 ** bits) % 256).join('.');

/** The network that an address with its prefix is in: `10.0.0.0/24` of `10.0.0.11/24`. */
export function networkAround(cidr: string): string {
  const [first] = range(cidr);
  return `${toAddress(first)}/${cidr.split('/')[1] ?? '32'}`;
}

/** Whether two IPv4 networks in CIDR form share an address; host bits are allowed. */
export function overlaps(a: string, b: string): boolean {
  const [aFirst, aLast] = range(a);
  const [bFirst, bLast] = range(b);
  return aFirst <= bLast && bFirst <= aLast;
}

/** Whether an address lies in a network in CIDR form. */
export const contains = (cidr: string, address: string): boolean => overlaps(cidr, `${address}/32`);
