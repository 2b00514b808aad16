import { accessProblems } from './access.ts';
import { bundleProblems } from './bundle.ts';
import { certificateProblems } from './certificates.ts';
import { clusterCheckProblems } from './check-clusters.ts';
import { clusterProblems } from './cluster.ts';
import { hostCheckProblems } from './check-hosts.ts';
import { networkCheckProblems } from './check-networks.ts';
import { preflightProblems } from './check-preflight.ts';
import type { ProblemKind, ProblemParams, ProblemText } from './define.ts';
import { doctorProblems } from './doctor.ts';
import { engineProblems } from './engine.ts';
import { documentProblems } from './documents.ts';
import { importProblems } from './import.ts';
import { nodeProblems } from './node.ts';
import { pkiProblems } from './pki.ts';
import { proofProblems } from './proof.ts';
import { registryProblems } from './registry.ts';
import { resourceProblems } from './resource.ts';
import { runProblems } from './run.ts';
import { rootProblems } from './root.ts';
import { specProblems } from './spec.ts';
import { specValueProblems } from './spec-values.ts';
import { sshProblems } from './ssh.ts';
import { vaultProblems } from './vault.ts';
import { workspaceOwnerProblems } from './workspace-owner.ts';
import { workspaceProblems } from './workspace.ts';

const catalog = {
  ...proofProblems,
  ...accessProblems,
  ...bundleProblems,
  ...certificateProblems,
  ...clusterCheckProblems,
  ...clusterProblems,
  ...hostCheckProblems,
  ...networkCheckProblems,
  ...preflightProblems,
  ...doctorProblems,
  ...engineProblems,
  ...documentProblems,
  ...importProblems,
  ...nodeProblems,
  ...pkiProblems,
  ...registryProblems,
  ...resourceProblems,
  ...runProblems,
  ...rootProblems,
  ...specProblems,
  ...specValueProblems,
  ...sshProblems,
  ...vaultProblems,
  ...workspaceOwnerProblems,
  ...workspaceProblems,
};

export type ProblemCode = keyof typeof catalog;
/** Whether this version of Barque knows a code; a journal may have come from another. */
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(catalog, code);
/** Every code that this version knows. */
export const problemCodes: readonly ProblemCode[] = Object.keys(catalog).filter(isProblemCode);
type ParamsOf<C extends ProblemCode> = (typeof catalog)[C] extends ProblemKind<infer P> ? P : never;
export type Language = 'en' | 'zh';

/** An error as data: it can be stored, sent and explained in either language (`explain`). */
export interface Problem {
  readonly code: ProblemCode;
  readonly params: ProblemParams;
  /** The spec's name of the host that it happened on. */
  readonly host?: string | undefined;
  /** Lines a host or a command printed: bounded and stripped of control sequences by whoever read them. */
  readonly evidence?: readonly string[] | undefined;
}

/** Makes a problem; the parameters are those that its kind declares. */
export function problem<C extends ProblemCode>(
  code: C,
  params: ParamsOf<C>,
  where: { host?: string | undefined; evidence?: readonly string[] | undefined } = {},
): Problem {
  return { code, params, ...where };
}

const kindOf = (code: ProblemCode): ProblemKind<ProblemParams> => catalog[code] as ProblemKind<ProblemParams>;

/** A problem's text in one language. */
export const explain = (p: Problem, language: Language): ProblemText => kindOf(p.code)[language](p.params);

/** Whether doing the same again may succeed without anything being changed. */
export const mayRetry = (p: Problem): boolean => kindOf(p.code).retry;

/** Carries problems through code that throws. Only `Problem`s reach a person, never the message. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(first: Problem, ...more: Problem[]) {
    super([first, ...more].map((p) => `${p.host ?? '-'} ${p.code}`).join(', '));
    this.problems = [first, ...more];
  }
}
