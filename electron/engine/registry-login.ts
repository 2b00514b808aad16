import type { HostFacts } from '../../shared/model/facts.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { registryAuthorization } from '../../shared/templates/registry.ts';
import { concurrently } from './concurrently.ts';
import type { Fleet } from './fleet.ts';
import { type ExternalRegistry, probeRegistry } from './registry-probe.ts';
import type { Secrets } from './transport/secrets.ts';

/** The customer's registry with what opens it. */
export interface RegistryLogin {
  readonly registry: ExternalRegistry;
  readonly password: string | undefined;
  /** What the nodes' documents want of it, by name. */
  readonly late: Readonly<Record<string, string>>;
}

/** Reads the login of the spec's registry, where that is the customer's. @throws {ProblemError} `secrets.missing` */
export async function externalRegistry({ registry }: ClusterSpec, secrets: Secrets): Promise<RegistryLogin | undefined> {
  if (registry?.kind !== 'external') return undefined;
  const { login } = registry;
  if (!login) return { registry, password: undefined, late: {} };
  const password = await secrets(login.secret);
  const authorization = Buffer.from(`${login.user}:${password}`).toString('base64');
  return { registry, password, late: { [registryAuthorization]: authorization } };
}

/** Has every host push into the registry and pull back, and puts into its facts what was said. */
export async function askRegistry(
  { registry, password }: RegistryLogin,
  { nodes }: Fleet,
  facts: Map<string, HostFacts>,
  signal: AbortSignal,
): Promise<void> {
  await concurrently([...facts], nodes.size, async ([name, found]) => {
    facts.set(name, { ...found, registry: await probeRegistry(registry, nodes.get(name)?.dial, password, signal) });
  });
}
