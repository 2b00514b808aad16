import { z } from 'zod';
import { call } from './define.ts';
import { host, path } from './scalars.ts';

export const certificateSummary = z.strictObject({
  /** Its path below /etc/kubernetes, or the vault's name of it. */
  name: z.string(),
  host: host.optional(),
  subject: z.string(),
  issuer: z.string(),
  /** ISO 8601. */
  notBefore: z.string(),
  notAfter: z.string(),
  authority: z.boolean(),
  names: z.array(z.string()),
});
export type CertificateSummary = z.infer<typeof certificateSummary>;

/** What the operator leaves with. */
export const handOver = {
  'handOver.summary': call(
    /** The report's language; English, unless it is given. */
    z.strictObject({ dir: path, language: z.enum(['en', 'zh']).optional() }),
    z.strictObject({
      endpoint: z.string(),
      kubernetes: z.string(),
      nodes: z.array(z.strictObject({ name: z.string(), address: z.string(), roles: z.array(z.string()) })),
      certificates: z.array(certificateSummary),
      /** What lies in the workspace's exports. */
      files: z.array(z.strictObject({ path: z.string(), size: z.number() })),
      /** The report, as Markdown. */
      report: z.string(),
    }),
  ),
  /** Everything in one zip, README and report in both languages; answers where it is. Keys only when asked for, encrypted when a passphrase is given. */
  'handOver.export': call(
    z.strictObject({
      dir: path,
      to: path.optional(),
      keys: z.boolean(),
      passphrase: z.string().optional(),
    }),
    z.strictObject({ path, size: z.number() }),
  ),
  /** The delivery document (.docx), from the template that is given or Barque's own; answers where it is. */
  'handOver.document': call(
    z.strictObject({ dir: path, to: path.optional(), template: path.optional(), language: z.enum(['en', 'zh']) }),
    z.strictObject({ path, size: z.number() }),
  ),
};
