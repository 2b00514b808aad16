import { z } from 'zod';
import { draft } from '../draft/draft.ts';
import { problem } from '../problems/problem-schema.ts';
import { call } from './define.ts';
import { nothing, path, runOutcome } from './scalars.ts';

/** How far a cluster has come by its latest run: of a `survey` the hosts are only looked at; `interrupted` and `failed` can be resumed. */
export const stage = z.enum(['survey', 'draft', 'running', 'interrupted', 'failed', 'finished']);
export type Stage = z.infer<typeof stage>;

export const clusterSummary = z.strictObject({
  /** The workspace: every other call names the cluster by it. */
  dir: path,
  /** What its hosts remember it by: `siteOf` (shared/site) wants it, to tell its hosts from those of another cluster. */
  uid: z.string(),
  name: z.string(),
  /** ISO 8601. */
  created: z.string(),
  practice: z.boolean(),
  stage,
  /** Whether a run has succeeded once: there is an endpoint then, and something to hand over, whatever came of later runs. */
  stands: z.boolean(),
  /** The latest run; `paused` while it goes on and starts nothing new. */
  run: z
    .strictObject({ id: z.string(), startedAt: z.number(), outcome: runOutcome.optional(), paused: z.boolean().optional() })
    .optional(),
});
export type ClusterSummary = z.infer<typeof clusterSummary>;

const unusableCluster = z.strictObject({ dir: path, problems: z.array(problem).min(1) });
export type UnusableCluster = z.infer<typeof unusableCluster>;

/** The clusters of this machine: a workspace each. */
export const clusters = {
  /** Those made or opened here before; newest first. */
  'clusters.list': call(
    nothing,
    z.strictObject({
      clusters: z.array(clusterSummary),
      /** Those that cannot be shown any more, and why: the folder is gone, or what it holds is damaged. */
      unusable: z.array(unusableCluster),
    }),
  ),
  /** Makes a workspace with its vault and an empty draft, in `dir` or in a new folder of the clusters' home. */
  'clusters.create': call(
    z.strictObject({ name: z.string().min(1).max(253), dir: path.optional(), purpose: draft.shape.purpose }),
    clusterSummary,
  ),
  /** Opens a workspace that may have been made elsewhere, and remembers it. */
  'clusters.open': call(z.strictObject({ dir: path }), clusterSummary),
  /** Takes it off the list; the workspace stays. */
  'clusters.forget': call(z.strictObject({ dir: path }), nothing),
  'clusters.draft': call(z.strictObject({ dir: path }), draft),
  'clusters.saveDraft': call(z.strictObject({ dir: path, draft }), nothing),
  /** Names of the secrets that the vault has; never a value. */
  'secrets.names': call(z.strictObject({ dir: path }), z.array(z.string())),
  /** Puts a secret into the vault; an empty value removes it. */
  'secrets.set': call(z.strictObject({ dir: path, name: z.string().min(1).max(253), value: z.string().max(65_536) }), nothing),
  /** Whether the vault is encrypted, and open to this process. */
  'vault.state': call(z.strictObject({ dir: path }), z.enum(['plain', 'locked', 'unlocked'])),
  'vault.unlock': call(z.strictObject({ dir: path, passphrase: z.string() }), nothing),
  'vault.lock': call(z.strictObject({ dir: path }), nothing),
  /** Encrypts a plain vault, or changes the passphrase of an encrypted one (`from` is its present one). */
  'vault.protect': call(z.strictObject({ dir: path, from: z.string().optional(), passphrase: z.string().min(1) }), nothing),
};
