import { randomBytes } from 'node:crypto';
import { chmod, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { type Unchangeable, unchangeable, unchangeableOf } from '../../../shared/spec/unchangeable.ts';
import { PlainVault } from '../vault/plain-vault.ts';
import type { Vault } from '../vault/vault.ts';
import { makeDirectory, readIfThere, readJson, unusable, writeDurably } from './durable-file.ts';
import { takeLease } from './lease.ts';
import { newRunId, runIdPattern } from './run-id.ts';

const clusterIdentity = z.strictObject({
  schema: z.literal('barque-workspace/v1'),
  /** 128 random bits in hexadecimal: hosts remember which cluster they belong to by it. */
  uid: z.string().regex(/^[0-9a-f]{32}$/),
  name: z.string(),
  /** ISO 8601. */
  created: z.string(),
});
export type ClusterIdentity = z.infer<typeof clusterIdentity>;

/** One cluster's folder on the operator's machine. Everything in it is for its owner alone. */
export interface Workspace {
  readonly dir: string;
  readonly cluster: ClusterIdentity;
  readonly vault: Vault;
  /** Where the pinned host keys are. */
  readonly knownHosts: string;
  /** The directory of the certificates. No key is ever in it. */
  readonly pki: string;
  /** The directory of what is handed to people: kubeconfigs, configuration, reports. */
  readonly exports: string;
  /** The spec of the latest apply, word for word. */
  readSpec(): Promise<string>;
  keepSpec(yaml: string): Promise<void>;
  /** What the cluster was built with; undefined before the first apply. */
  applied(): Promise<Unchangeable | undefined>;
  keepApplied(spec: ClusterSpec): Promise<void>;
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

/**
 * Makes the workspace of a new cluster in `dir`, which must not exist or be empty.
 * @param yaml the spec as the operator wrote it
 * @throws {ProblemError} `workspace.exists`, `workspace.unusable`
 */
export async function createWorkspace(dir: string, spec: ClusterSpec, yaml: string): Promise<Workspace> {
  const path = resolve(dir);
  await makeDirectory(path);
  const exists = () => new ProblemError(problem('workspace.exists', { path }));
  if ((await entriesOf(path)).some((name) => !remnant.test(name))) throw exists();
  // Two that create the same workspace at once would give it two uids.
  const lease = await takeLease(path, 'create');
  try {
    if ((await readIfThere(join(path, 'cluster.json'))) !== undefined) throw exists();
    await chmod(path, 0o700).catch((error: unknown) => Promise.reject(unusable(path, error)));
    for (const name of ['pki', 'runs', 'exports']) await makeDirectory(join(path, name));
    const cluster: ClusterIdentity = {
      schema: 'barque-workspace/v1',
      uid: randomBytes(16).toString('hex'),
      name: spec.name,
      created: new Date().toISOString(),
    };
    await writeDurably(join(path, 'cluster.yaml'), yaml, 0o600);
    // Last, because it is what makes the folder a workspace.
    await writeDurably(join(path, 'cluster.json'), `${JSON.stringify(cluster, undefined, 2)}\n`, 0o600);
    return new Folder(path, cluster);
  } finally {
    await lease.release();
  }
}

/** Opens a workspace. @throws {ProblemError} `workspace.missing`, `workspace.broken`, `workspace.unusable` */
export async function openWorkspace(dir: string): Promise<Workspace> {
  const path = resolve(dir);
  const cluster = await readJson(join(path, 'cluster.json'), clusterIdentity);
  if (cluster === undefined) throw new ProblemError(problem('workspace.missing', { path }));
  return new Folder(path, cluster);
}

/** What a creation that was cut off may have left. */
const remnant = /^(pki|runs|exports|(cluster\.yaml|cluster\.json|lease\.json)(\..+)?)$/;

class Folder implements Workspace {
  readonly dir: string;
  readonly cluster: ClusterIdentity;
  readonly vault: Vault;
  readonly knownHosts: string;
  readonly pki: string;
  readonly exports: string;
  readonly #spec: string;
  readonly #applied: string;
  readonly #runs: string;

  constructor(dir: string, cluster: ClusterIdentity) {
    this.dir = dir;
    this.cluster = cluster;
    this.vault = new PlainVault(join(dir, 'vault.json'));
    this.knownHosts = join(dir, 'known_hosts');
    this.pki = join(dir, 'pki');
    this.exports = join(dir, 'exports');
    this.#spec = join(dir, 'cluster.yaml');
    this.#applied = join(dir, 'applied.json');
    this.#runs = join(dir, 'runs');
  }

  async readSpec(): Promise<string> {
    const yaml = await readIfThere(this.#spec);
    if (yaml === undefined) throw new ProblemError(problem('workspace.broken', { path: this.#spec, reason: 'missing' }));
    return yaml;
  }

  keepSpec(yaml: string): Promise<void> {
    return writeDurably(this.#spec, yaml, 0o600);
  }

  applied(): Promise<Unchangeable | undefined> {
    return readJson(this.#applied, unchangeable);
  }

  keepApplied(spec: ClusterSpec): Promise<void> {
    return writeDurably(this.#applied, `${JSON.stringify(unchangeableOf(spec), undefined, 2)}\n`, 0o600);
  }

  async runs(): Promise<readonly string[]> {
    return (await entriesOf(this.#runs)).filter((name) => runIdPattern.test(name)).sort();
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

const entriesOf = (path: string): Promise<string[]> =>
  readdir(path).catch((error: unknown) => Promise.reject(unusable(path, error)));
