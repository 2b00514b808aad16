import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { as } from './format.ts';

/** An IPv4 address in dotted form, such as 10.0.0.11. */
export const address = z.ipv4(as('address'));
/** An IPv4 network whose host bits are zero, such as 10.244.0.0/16. */
export const cidr = z
  .cidrv4({ ...as('cidr'), abort: true })
  .refine((c) => ipaddr.IPv4.networkAddressFromCIDR(c).toString() === c.split('/')[0], as('cidr'));
export const port = z.int(as('port')).min(1, as('port')).max(65535, as('port'));
const label = '[a-z0-9]([a-z0-9-]*[a-z0-9])?';
const names = new RegExp(`^${label}(\\.${label})*$`);
/** A name that ends in a number is read as an address wherever it is used (RFC 3696, 2): 10.0.0.300 is neither. */
const domains = new RegExp(`^(?!.*(^|\\.)\\d+$)${label}(\\.${label})*$`);
/** A host name as RFC 1123 has it and as Kubernetes takes it for a node: lower case, digits, `-` and `.`. */
export const hostname = z
  .string(as('hostname'))
  .max(63, { ...as('hostname'), abort: true })
  .regex(names, as('hostname'));
const upTo63 = z.string(as('dnsName')).max(63, { ...as('dnsName'), abort: true });
export const clusterName = upTo63.regex(names, as('dnsName'));
export const dnsName = upTo63.regex(domains, as('dnsName'));
export const addressOrName = z.union([address, dnsName], as('addressOrName'));
/** A network card's name as Linux allows it (IFNAMSIZ 16), of characters that need no quoting. */
export const interfaceName = z.string(as('interface')).regex(/^[A-Za-z0-9._@-]{1,15}$/, as('interface'));
/** An absolute path without `.` or `..` segments, white space or control characters. */
export const path = z.string(as('path')).regex(/^(\/(?!\.\.?(\/|$))[A-Za-z0-9._@%+=,-]+)+$/, as('path'));
export const secretName = z.string(as('secretName')).regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, as('secretName'));
/** One certificate in PEM form, or a few, one after the other, with nothing else in between. */
export const certificatePem = z
  .string(as('certificate'))
  .max(65_536, { ...as('certificate'), abort: true })
  .regex(/^(-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\r\n]+-----END CERTIFICATE-----\r?\n?){1,8}$/, as('certificate'));
/** A Kubernetes version such as 1.34.4, without a leading `v`. */
export const semver = z.string(as('version')).regex(/^1\.(\d{2})\.\d{1,3}$/, as('version'));
export const arch = z.enum(['amd64', 'arm64']);
export type Arch = z.infer<typeof arch>;
/** A repository, or what stands before one, as OCI's distribution has it: `k8s`, `library/mirror`. */
export const repositoryPath = z
  .string(as('repositoryPath'))
  .max(200, { ...as('repositoryPath'), abort: true })
  .regex(/^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/, as('repositoryPath'));
/** A package of an operating system: `chrony` for every system, `rocky9/conntrack-tools` for one. */
export const packageChoice = z
  .string(as('packageChoice'))
  .regex(/^([a-z][a-z0-9.-]{0,62}\/)?[A-Za-z0-9][A-Za-z0-9._+~-]{0,127}$/, as('packageChoice'));
/** sha256:<64 hex digits>. */
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)], as('setting')),
);
