import { z } from 'zod';
import { layout } from '../../shared/model/layout.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { problem, ProblemError, type Problem } from '../../shared/problems/problem.ts';
import type { Fleet } from './fleet.ts';
import type { Node } from './node/node.ts';
import { type Ran, run } from './node/verbs.ts';
import { kubectl } from './proof/kubernetes.ts';
import { evidenceOf } from './transport/evidence.ts';

// Facts: https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/

/** A token that nodes join by, without its secret half. */
export interface BootstrapToken {
  readonly id: string;
  /** ISO 8601; undefined for one that never ends. */
  readonly expires: string | undefined;
  readonly description: string;
}

/** The spec with its masters alone: whoever has the API server's administrator. */
export const mastersOnly = (spec: ClusterSpec): ClusterSpec => ({
  ...spec,
  nodes: spec.nodes.filter((node) => node.roles.includes('master')),
});

const token = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;
/** The first half of a token, which is no secret. */
export const tokenId = z.string().regex(/^[a-z0-9]{6}$/);

const kubeadmToken = (...args: readonly string[]) => [
  `${layout.bin}/kubeadm`,
  'token',
  ...args,
  '--kubeconfig',
  layout.adminConf,
];

/**
 * Makes a token that lives for so many minutes. It is a secret: kubeadm makes it on a master, it comes back as its output, and it is
 * kept nowhere here.
 * @throws {ProblemError} `token.failed`, with what every master said
 */
export async function createToken(fleet: Fleet, minutes: number, signal: AbortSignal): Promise<string> {
  const argv = kubeadmToken('create', '--ttl', `${minutes}m0s`, '--description', 'barque join-command');
  const { output } = await onAnyMaster(fleet, 'create', argv, signal, ({ output: text }) => token.test(text.trim()));
  return output.trim();
}

/** All tokens; their secret halves are not asked for. @throws {ProblemError} `token.failed` */
export async function listTokens(fleet: Fleet, signal: AbortSignal): Promise<BootstrapToken[]> {
  const fields = ['token-id', 'expiration', 'description'].map((field) => `{.data.${field}}`).join('{"\\t"}');
  const argv = kubectl(
    ...['get', 'secrets', '--namespace=kube-system', '--field-selector=type=bootstrap.kubernetes.io/token'],
    ...['-o', `jsonpath={range .items[*]}${fields}{"\\n"}{end}`],
  );
  const { output } = await onAnyMaster(fleet, 'list', argv, signal);
  return tokensIn(output);
}

/** Reads what the query of `listTokens` prints: base64 fields with tabs between, a token a line. */
export function tokensIn(output: string): BootstrapToken[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const [id = '', expires = '', description = ''] = line
        .split('\t')
        .map((field) => Buffer.from(field, 'base64').toString('utf8'));
      const [said = ''] = evidenceOf(description, 1);
      const ends = Date.parse(expires);
      return tokenId.safeParse(id).success
        ? [{ id, expires: Number.isNaN(ends) ? undefined : new Date(ends).toISOString(), description: said.slice(0, 100) }]
        : [];
    });
}

/** Takes a token back: nobody joins by it any more. @throws {ProblemError} `token.unknown`, `token.failed` */
export async function deleteToken(fleet: Fleet, id: string, signal: AbortSignal): Promise<void> {
  const known = await listTokens(fleet, signal);
  if (!known.some((one) => one.id === id)) throw new ProblemError(problem('token.unknown', { id }));
  await onAnyMaster(fleet, 'delete', kubeadmToken('delete', id), signal);
}

/** What a worker's command line says: the endpoint, the token, and the pin of the authority that the API server shows. */
export const joinCommand = (spec: ClusterSpec, secretToken: string, pin: string): string =>
  `kubeadm join ${spec.endpoint.address}:${spec.endpoint.port} --token ${secretToken} --discovery-token-ca-cert-hash ${pin}`;

/** Asks one master after the other until one can; a master that is down is not the last word. */
async function onAnyMaster(
  fleet: Fleet,
  verb: 'create' | 'list' | 'delete',
  argv: readonly string[],
  signal: AbortSignal,
  understood: (answer: Ran) => boolean = () => true,
): Promise<Ran> {
  const failures: Problem[] = [...fleet.unreachable];
  for (const [host, node] of fleet.nodes) {
    const answer = await askOf(node, argv, signal);
    if (answer.status === 0 && understood(answer)) return answer;
    failures.push(problem('token.failed', { verb }, { host, evidence: evidenceOf(answer.errors) }));
  }
  const [first = problem('token.failed', { verb }), ...more] = failures;
  throw new ProblemError(first, ...more);
}

async function askOf(node: Node, argv: readonly string[], signal: AbortSignal): Promise<Ran> {
  const [answer] = await node.ask([run(30, argv)], signal);
  return answer;
}
