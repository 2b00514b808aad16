import { z } from 'zod';
import { leafGroups } from '../certificates/leaf-groups.ts';
import { problem } from '../problems/problem-schema.ts';
import { call, stream } from './define.ts';
import { question } from './hosts.ts';
import { host, path } from './scalars.ts';

/** A certificate as it was found in its place, on a node or in the workspace (shared/certificates/inventory.ts says what each means). */
export const foundCertificate = z.strictObject({
  host: host.optional(),
  path: z.string(),
  /** The workspace's name of what belongs there. */
  name: z.string().optional(),
  group: z.enum([...leafGroups, 'authority']),
  match: z.enum(['same', 'other', 'rotated', 'not-kept', 'missing', 'unreadable']),
  certificate: z
    .strictObject({
      subject: z.string(),
      issuer: z.string(),
      signer: z.enum(['kubernetes', 'etcd', 'front-proxy', 'itself', 'unknown']),
      /** ISO 8601. */
      notBefore: z.string(),
      notAfter: z.string(),
      names: z.array(z.string()),
      serial: z.string(),
      fingerprint: z.string(),
    })
    .optional(),
});
export type FoundCertificate = z.infer<typeof foundCertificate>;

export const looked = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('question'), question }),
  z.strictObject({
    type: z.literal('certificates'),
    /** The first to expire first. */
    certificates: z.array(foundCertificate),
    /** Why hosts could not be asked. */
    unreachable: z.array(problem),
    /** When a renewal that is not finished began, ISO 8601. */
    unfinished: z.string().optional(),
  }),
]);

/** The certificates of a cluster that stands. */
export const certificates = {
  /** Asks every node that answers for its certificates; changes nothing. */
  'certificates.list': stream(z.strictObject({ dir: path }), looked),
  /**
   * Begins a run that renews leaves, one master at a time, and answers at once: those of the groups and nodes that are named, else all.
   * A renewal that is not finished is gone on with, whatever is named.
   */
  'certificates.renew': call(
    z.strictObject({ dir: path, groups: z.array(z.enum(leafGroups)).optional(), nodes: z.array(host).optional() }),
    z.strictObject({ run: z.string() }),
  ),
};
