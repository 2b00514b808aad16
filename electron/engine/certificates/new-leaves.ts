import { pkiNames } from '../../../shared/model/pki-names.ts';
import type { Leaf } from '../../../shared/certificates/leaves.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { keptAuthorities } from '../pki/authorities.ts';
import { anchorOf, type ClusterPki } from '../pki/cluster-pki.ts';
import { lasting } from '../pki/identities.ts';
import { kubeconfig } from '../pki/kubeconfig.ts';
import { issue } from '../pki/leaf.ts';

/**
 * A cluster's PKI with these leaves made anew, each once, by the cluster's own authorities, which stay as they are. `clock` is the
 * operator's. Keep the result safely before any of it leaves this machine.
 * @throws {ProblemError} `pki.authority-*`, `certificates.none`
 */
export async function withNewLeaves(
  kept: ClusterPki,
  spec: ClusterSpec,
  leaves: readonly Leaf[],
  clock: Date,
  signal: AbortSignal,
): Promise<ClusterPki> {
  const authorities = keptAuthorities(
    (names) => ({ certificate: kept.certificates[names.certificate], key: kept.secrets[names.key] }),
    clock,
  );
  if (!authorities) throw new ProblemError(problem('certificates.none', { path: spec.name }));
  const result: ClusterPki = { certificates: { ...kept.certificates }, secrets: { ...kept.secrets } };
  const distinct = new Map(leaves.map((leaf) => [leaf.names.certificate, leaf]));
  await Promise.all(
    [...distinct.values()].map(async ({ names, signer, identity, on }) => {
      signal.throwIfAborted();
      const { algorithm, validity } = spec.certificates;
      const made = await issue(authorities[signer], { ...identity, ...lasting(validity.leaves) }, clock, algorithm);
      result.certificates[names.certificate] = made.certificate;
      result.secrets[names.key] = made.key;
      if (names.kubeconfig === undefined) return;
      const own = names.kubeconfig === pkiNames.admin.kubeconfig;
      const server = on?.lies.as === 'kubeconfig' ? on.lies.server : `https://${spec.endpoint.address}:${spec.endpoint.port}`;
      const ca = (own ? anchorOf(kept.certificates) : undefined) ?? authorities.kubernetes.certificate;
      result.secrets[names.kubeconfig] = kubeconfig({ cluster: spec.name, server, ca, user: identity.commonName, ...made });
    }),
  );
  return result;
}
