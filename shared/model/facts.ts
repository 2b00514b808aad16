import { z } from 'zod';
import { arch } from './scalars.ts';

const text = z.string().max(4096);
const count = z.number().int().min(0);

export const card = z.strictObject({
  name: text,
  mac: text,
  mtu: count,
  up: z.boolean(),
  addresses: z.array(z.strictObject({ address: z.ipv4(), prefix: z.int().min(0).max(32) })),
});
export type Card = z.infer<typeof card>;

export const listener = z.strictObject({ protocol: z.enum(['tcp', 'udp']), address: text, port: z.int().min(0).max(65535) });

/**
 * What became of a probe that a host pushed into the customer's registry and pulled back: all of it worked; nobody answers there, or not
 * over TLS that is trusted; the login is refused; the project is not there; it may not be pushed into; something else came back; it was not
 * asked, since the host lets nobody connect through it, or the password is kept nowhere.
 */
export const registryAnswer = z.strictObject({
  outcome: z.enum(['served', 'unreachable', 'untrusted', 'login', 'project', 'denied', 'corrupt', 'not-asked', 'no-secret']),
  /** What was said, without control characters. */
  detail: text,
});
export type RegistryAnswer = z.infer<typeof registryAnswer>;

/** What a host is, as probed in one round trip. Everything in it comes from the host and is data, not truth about other hosts. */
export const hostFacts = z.strictObject({
  hostname: text,
  machineId: text,
  productUuid: text.optional(),
  os: z.strictObject({ id: text, version: text, name: text }),
  kernel: text,
  arch: z.union([arch, text]),
  cpus: count,
  memoryBytes: count,
  swapBytes: count,
  cgroup: z.enum(['v1', 'v2', 'hybrid']),
  systemd: z.boolean(),
  selinux: z.enum(['absent', 'disabled', 'permissive', 'enforcing']),
  /** Firewall services that run: firewalld, ufw. */
  firewalls: z.array(text),
  cards: z.array(card),
  /** The card and gateway of the default route. */
  defaultRoute: z.strictObject({ card: text, gateway: text }).optional(),
  listeners: z.array(listener),
  /** Milliseconds since the epoch by the host's clock, read halfway through the probe; `skewMs` is against the operator's clock. */
  clockMs: z.number().int(),
  skewMs: z.number().int(),
  /** File systems by mount point. */
  mounts: z.array(z.strictObject({ path: text, type: text, sizeBytes: count, freeBytes: count })),
  /** Programs found on the PATH, of those asked for. */
  programs: z.array(text),
  /** Which of the paths asked for exist (an earlier cluster, another tool's leftovers). */
  present: z.array(text),
  /** The host's own public SSH keys, as known_hosts has them: `ssh-ed25519 AAAA…`. */
  sshHostKeys: z.array(text).max(8).optional(),
  /** How many inotify instances and watches each user may have, and how many files may be open on the host; where the probe could read them. */
  limits: z.strictObject({ inotifyInstances: count, inotifyWatches: count, files: count }).optional(),
  /** The uid of the Barque cluster that this host belongs to (written by the first step), or none. */
  cluster: text.optional(),
  /** What the customer's registry said to this host, where the spec has one. */
  registry: registryAnswer.optional(),
  /** For each address asked for (the VIP): does anything answer to it on the host's network? */
  answering: z.array(z.strictObject({ address: z.ipv4(), answers: z.boolean(), mac: text.optional() })),
});
export type HostFacts = z.infer<typeof hostFacts>;
