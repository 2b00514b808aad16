import type { HostFacts, RegistryAnswer } from '../../../shared/model/facts.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { registryAuthorization } from '../../../shared/templates/registry.ts';
import { concurrently } from '../concurrently.ts';
import type { Fleet } from '../fleet.ts';
import type { Node } from '../node/node.ts';
import type { Secrets } from '../transport/secrets.ts';
import { type ExternalRegistry, probeRegistry } from './probe.ts';

/** The customer's registry with what opens it. */
export interface RegistryLogin {
  readonly registry: ExternalRegistry;
  readonly password: string | undefined;
  /** What the nodes' documents want of it, by name. */
  readonly late: Readonly<Record<string, string>>;
}

/** What has the secrets that a spec names, and masks what is made of them. */
export interface SecretKeeper {
  readonly secrets: Secrets;
  readonly conceal: (values: Iterable<string>) => void;
}

/**
 * Reads the login of the spec's registry, where that is the customer's; what it is in HTTP and on the nodes is masked from then on.
 * @throws {ProblemError} `secrets.missing`
 */
export async function externalRegistry(
  { registry }: Pick<ClusterSpec, 'registry'>,
  { secrets, conceal }: SecretKeeper,
): Promise<RegistryLogin | undefined> {
  if (registry?.kind !== 'external') return undefined;
  const { login } = registry;
  if (!login) return { registry, password: undefined, late: {} };
  const password = await secrets(login.secret);
  const authorization = Buffer.from(`${login.user}:${password}`).toString('base64');
  conceal([authorization]);
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

/** Asks the registry by way of one host. */
export type AskedBy = (host: Pick<Node, 'dial'>, signal: AbortSignal) => Promise<RegistryAnswer>;

/** How each host of a spec asks the customer's registry, where it has one; a password that is kept nowhere is an answer too. */
export async function registryAskedBy(spec: Pick<ClusterSpec, 'registry'>, keeper: SecretKeeper): Promise<AskedBy | undefined> {
  try {
    const login = await externalRegistry(spec, keeper);
    return login && (({ dial }, signal) => probeRegistry(login.registry, dial, login.password, signal));
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problems[0].code !== 'secrets.missing') throw error;
    return () => Promise.resolve({ outcome: 'no-secret', detail: '' });
  }
}
