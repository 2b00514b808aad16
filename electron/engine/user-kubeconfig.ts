import { join } from 'node:path';
import { type Finding, warning } from '../../shared/checks/check.ts';
import { pkiNames, userCertificate } from '../../shared/model/pki-names.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import { keptMaterial } from './cluster-material.ts';
import { anchorOf } from './pki/cluster-pki.ts';
import { namedUser } from './pki/identities.ts';
import { describe } from './pki/inspect.ts';
import { kubeconfig } from './pki/kubeconfig.ts';
import { issue } from './pki/leaf.ts';
import { makeDirectory, writeDurably } from './workspace/durable-file.ts';
import type { Workspace } from './workspace/workspace.ts';

/** For whom a kubeconfig is made, and for how long. */
export interface UserRequest {
  readonly user: string;
  readonly groups: readonly string[];
  readonly days: number;
}

export interface UserKubeconfig {
  readonly path: string;
  readonly notAfter: Date;
}

const name = /^[A-Za-z0-9][A-Za-z0-9@._:-]{0,62}$/;
const longest = 3650;

/** The group that no authorization holds back. */
const masters = 'system:masters';

/**
 * What a person should know of a user before it is made: a certificate cannot be taken back.
 * @throws {ProblemError} `kubeconfig.name`, `kubeconfig.days`
 */
export function userFindings({ user, groups, days }: UserRequest): readonly Finding[] {
  const [first, ...more] = [user, ...groups]
    .filter((one) => !name.test(one))
    .map((one) => problem('kubeconfig.name', { name: one.slice(0, 80) }));
  if (first) throw new ProblemError(first, ...more);
  if (!Number.isInteger(days) || days < 1 || days > longest)
    throw new ProblemError(problem('kubeconfig.days', { days: String(days), longest }));
  const own = [user, ...groups].filter((one) => one.startsWith('system:') && one !== masters);
  return [
    ...(groups.includes(masters) ? [problem('kubeconfig.masters', { user, days })] : []),
    ...(own.length > 0 ? [problem('kubeconfig.system', { names: own })] : []),
  ].map((found) => ({ check: 'kubeconfig', ...warning(found) }));
}

/**
 * Makes a key and a certificate for a user of the cluster, on this machine and without asking any host, and writes their kubeconfig
 * into the workspace's `exports/users`. The key is kept nowhere else; the certificate is kept, so that it is known who can come.
 * @throws {ProblemError} `kubeconfig.*`, `vault.*`
 */
export async function writeUserKubeconfig(
  workspace: Workspace,
  spec: ClusterSpec,
  request: UserRequest,
  clock: Date,
): Promise<UserKubeconfig> {
  userFindings(request);
  const { user } = request;
  const pki = await keptMaterial(workspace);
  const { certificate, key } = pkiNames.kubernetesAuthority;
  const authority = { certificate: pki?.certificates[certificate], key: pki?.secrets[key] };
  const anchor = pki && anchorOf(pki.certificates);
  if (authority.certificate === undefined || authority.key === undefined || anchor === undefined)
    throw new ProblemError(problem('kubeconfig.no-authority', { workspace: workspace.dir }));
  const signer = { certificate: authority.certificate, key: authority.key };
  const leaf = await issue(signer, namedUser(request), clock, spec.certificates.algorithm);
  const { notAfter } = describe(leaf.certificate);
  const text = kubeconfig({
    cluster: spec.name,
    server: `https://${spec.endpoint.address}:${spec.endpoint.port}`,
    user,
    ca: anchor,
    ...leaf,
  });
  // not every file system takes a colon in a name
  const file = user.replaceAll(':', '_');
  const directory = join(workspace.exports, 'users');
  await makeDirectory(workspace.exports);
  await makeDirectory(directory);
  await writeDurably(join(workspace.pki, userCertificate(file)), leaf.certificate, 0o600);
  const path = join(directory, `${file}.conf`);
  await writeDurably(path, text, 0o600);
  return { path, notAfter };
}
