import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** An IPv4 address in dotted form, such as 10.0.0.11. */
export const address = z.ipv4();
/** An IPv4 network whose host bits are zero, such as 10.244.0.0/16. */
export const cidr = z.cidrv4().refine((c) => ipaddr.IPv4.networkAddressFromCIDR(c).toString() === c.split('/')[0], {
  error: 'network address with host bits set',
});
export const port = z.int().min(1).max(65535);
/** A host name as RFC 1123 has it and as Kubernetes takes it for a node: lower case, digits, `-` and `.`. */
export const hostname = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/);
export const dnsName = hostname;
/** A network card's name as Linux allows it (IFNAMSIZ 16). */
export const interfaceName = z.string().regex(/^[^\s/:]{1,15}$/);
/** An absolute path without `.` or `..` segments, white space or control characters. */
export const path = z.string().regex(/^(\/(?!\.\.?(\/|$))[A-Za-z0-9._@%+=,-]+)+$/);
export const secretName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/);
/** A Kubernetes version such as 1.34.4, without a leading `v`. */
export const semver = z.string().regex(/^1\.(\d{2})\.\d{1,3}$/);
export const arch = z.enum(['amd64', 'arm64']);
export type Arch = z.infer<typeof arch>;
/** sha256:<64 hex digits>. */
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
);
