import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { keptAuthorities } from './authorities.ts';
import type { ClusterPki } from './cluster-pki.ts';
import { joining } from './identities.ts';
import { kubeconfig } from './kubeconfig.ts';
import { issue } from './leaf.ts';

/**
 * What a node joins by: a kubeconfig with a client certificate of twenty minutes. It is signed when the join begins, so that neither a
 * pause nor a slow chain outlasts it, and it is kept nowhere on this machine.
 * @param node the spec's name of the node
 * @throws {ProblemError} `pki.authority-*`, `certificates.none`
 */
export async function joinCredential(pki: ClusterPki, spec: ClusterSpec, node: string, now: Date): Promise<string> {
  const authorities = keptAuthorities(
    (names) => ({ certificate: pki.certificates[names.certificate], key: pki.secrets[names.key] }),
    now,
  );
  if (!authorities) throw new ProblemError(problem('certificates.none', { path: spec.name }));
  const { kubernetes } = authorities;
  const identity = joining(node);
  const made = await issue(kubernetes, identity, now, spec.certificates.algorithm);
  return kubeconfig({
    cluster: spec.name,
    server: `https://${spec.endpoint.address}:${spec.endpoint.port}`,
    user: identity.commonName,
    // kubeadm makes its trust anchor of this one, so a joining node gets what the masters have
    ca: kubernetes.certificate,
    ...made,
  });
}
