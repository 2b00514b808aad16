import { randomBytes } from 'node:crypto';
import { chmod, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { draft, type Draft } from '../../../shared/draft/draft.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { FileVault, type FileVaultOptions } from '../vault/file-vault.ts';
import type { ProtectedVault } from '../vault/vault.ts';
import { makeDirectory, unusable, writeDurably } from './durable-file.ts';
import { takeLease } from './lease.ts';
import { readOwn, readOwnJson, refuseForeignWorkspace } from './own-file.ts';
import { newRunId, runIdPattern } from './run-id.ts';

const clusterIdentity = z.strictObject({
  schema: z.literal('barque-workspace/v1'),
  /** 128 random bits in hexadecimal: hosts remember which cluster they belong to by it. */
  uid: z.string().regex(/^[0-9a-f]{32}$/),
  name: z.string(),
  /** ISO 8601. */
  created: z.string(),
  /** Its nodes are practice nodes: they are gone with the process that has them. */
  practice: z.literal(true).optional(),
});
export type ClusterIdentity = z.infer<typeof clusterIdentity>;

/** One cluster's folder on the operator's machine. Everything in it is for its owner alone. */
export interface Workspace {
  readonly dir: string;
  readonly cluster: ClusterIdentity;
  readonly vault: ProtectedVault;
  /** Where the pinned host keys are. */
  readonly knownHosts: string;
  /** The directory of the certificates. No key is ever in it. */
  readonly pki: string;
  /** The directory of what is handed to people: kubeconfigs, configuration, reports. */
  readonly exports: string;
  /** What was typed into the wizard; undefined where nothing was. */
  readDraft(): Promise<Draft | undefined>;
  keepDraft(draft: Draft): Promise<void>;
  /** The spec of the latest apply, word for word. @throws {ProblemError} `workspace.broken` before the first */
  readSpec(): Promise<string>;
  keepSpec(yaml: string): Promise<void>;
  /** The ids of all runs, oldest first. */
  runs(): Promise<readonly string[]>;
  /** A new run's id, with its folder made. */
  newRun(): Promise<string>;
  /** @throws {RangeError} for what is not a run's id, which could be a path to elsewhere */
  journalOf(run: string): string;
}

/** Where a cluster's workspace is unless the operator says otherwise: beside its spec. */
export const defaultWorkspace = (specPath: string, clusterName: string): string =>
  join(dirname(resolve(specPath)), `${clusterName}.barque`);

/** What a workspace begins with: the spec as the operator wrote it, or what they have typed so far. */
export interface Beginning {
  readonly spec?: string;
  readonly draft?: Draft;
  readonly practice?: boolean;
}

/**
 * Makes the workspace of a new cluster in `dir`, which must not exist or be empty.
 * @throws {ProblemError} `workspace.exists`, `workspace.unusable`
 */
export async function createWorkspace(
  dir: string,
  name: string,
  beginning: Beginning,
  vault?: FileVaultOptions,
): Promise<Workspace> {
  const path = resolve(dir);
  await makeDirectory(path);
  const exists = () => new ProblemError(problem('workspace.exists', { path }));
  if ((await entriesOf(path)).some((name) => !remnant.test(name))) throw exists();
  // Two that create the same workspace at once would give it two uids.
  const lease = await takeLease(path, 'create');
  try {
    if ((await readOwn(join(path, 'cluster.json'))) !== undefined) throw exists();
    await chmod(path, 0o700).catch((error: unknown) => Promise.reject(unusable(path, error)));
    await refuseForeignWorkspace(path);
    for (const name of ['pki', 'runs', 'exports']) await makeDirectory(join(path, name));
    const cluster: ClusterIdentity = {
      schema: 'barque-workspace/v1',
      uid: randomBytes(16).toString('hex'),
      name,
      created: new Date().toISOString(),
      ...(beginning.practice ? { practice: true } : {}),
    };
    if (beginning.spec !== undefined) await writeDurably(join(path, 'cluster.yaml'), beginning.spec, 0o600);
    if (beginning.draft !== undefined) await writeDurably(join(path, 'draft.json'), jsonOf(beginning.draft), 0o600);
    // Last, because it is what makes the folder a workspace.
    await writeDurably(join(path, 'cluster.json'), jsonOf(cluster), 0o600);
    return new Folder(path, cluster, vault);
  } finally {
    await lease.release();
  }
}

/**
 * Opens a workspace, which must be the own one of whoever runs this program.
 * @throws {ProblemError} `workspace.missing`, `workspace.broken`, `workspace.unusable`; `workspace.owner`, `workspace.writable`,
 *   `workspace.link`
 */
export async function openWorkspace(dir: string, vault?: FileVaultOptions): Promise<Workspace> {
  const path = resolve(dir);
  await refuseForeignWorkspace(path);
  const cluster = await readOwnJson(join(path, 'cluster.json'), clusterIdentity);
  if (cluster === undefined) throw new ProblemError(problem('workspace.missing', { path }));
  return new Folder(path, cluster, vault);
}

/** What a creation that was cut off may have left. */
const remnant = /^(pki|runs|exports|(cluster\.yaml|cluster\.json|draft\.json|lease\.json)(\..+)?)$/;

class Folder implements Workspace {
  readonly dir: string;
  readonly cluster: ClusterIdentity;
  readonly vault: ProtectedVault;
  readonly knownHosts: string;
  readonly pki: string;
  readonly exports: string;
  readonly #draft: string;
  readonly #spec: string;
  readonly #runs: string;

  constructor(dir: string, cluster: ClusterIdentity, vault?: FileVaultOptions) {
    this.dir = dir;
    this.cluster = cluster;
    this.vault = new FileVault(join(dir, 'vault.json'), vault);
    this.knownHosts = join(dir, 'known_hosts');
    this.pki = join(dir, 'pki');
    this.exports = join(dir, 'exports');
    this.#draft = join(dir, 'draft.json');
    this.#spec = join(dir, 'cluster.yaml');
    this.#runs = join(dir, 'runs');
  }

  readDraft(): Promise<Draft | undefined> {
    return readOwnJson(this.#draft, draft);
  }

  keepDraft(typed: Draft): Promise<void> {
    return writeDurably(this.#draft, jsonOf(typed), 0o600);
  }

  async readSpec(): Promise<string> {
    const yaml = await readOwn(this.#spec);
    if (yaml === undefined) throw new ProblemError(problem('workspace.broken', { path: this.#spec, reason: 'missing' }));
    return yaml;
  }

  keepSpec(yaml: string): Promise<void> {
    return writeDurably(this.#spec, yaml, 0o600);
  }

  async runs(): Promise<readonly string[]> {
    const entries = await readdir(this.#runs, { withFileTypes: true }).catch((error: unknown) =>
      Promise.reject(unusable(this.#runs, error)),
    );
    return entries.flatMap((entry) => (entry.isDirectory() && runIdPattern.test(entry.name) ? [entry.name] : [])).sort();
  }

  async newRun(): Promise<string> {
    const run = newRunId();
    await makeDirectory(join(this.#runs, run));
    return run;
  }

  journalOf(run: string): string {
    if (!runIdPattern.test(run)) throw new RangeError('not the id of a run');
    return join(this.#runs, run, 'journal.jsonl');
  }
}

const jsonOf = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const entriesOf = (path: string): Promise<string[]> =>
  readdir(path).catch((error: unknown) => Promise.reject(unusable(path, error)));
