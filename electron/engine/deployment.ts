import { inTheWay } from '../../shared/checks/accept.ts';
import { runChecks } from '../../shared/checks/run.ts';
import type { Finding } from '../../shared/checks/check.ts';
import type { Acceptance } from '../../shared/draft/draft.ts';
import type { Plan, Step, StepId } from '../../shared/model/plan.ts';
import type { Resource } from '../../shared/model/resource.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { planSite } from '../../shared/planner/plan.ts';
import { ProblemError } from '../../shared/problems/problem.ts';
import { type Site, siteOf } from '../../shared/site/site.ts';
import { refuseUnchangeable } from './unchangeable.ts';
import type { Bundle } from './bundle/bundle.ts';
import { signatureFindings } from './bundle/signature/trust.ts';
import { refuseUnfinishedRenewal } from './certificates/renewal-record.ts';
import { clusterMaterial, keptMaterial, materialFindings } from './cluster-material.ts';
import { concurrently } from './concurrently.ts';
import type { Fleet } from './fleet.ts';
import { materialOf } from './material.ts';
import { nodeTrust } from './node-trust.ts';
import type { ClusterPki } from './pki/cluster-pki.ts';
import { prove } from './proof/prove.ts';
import type { Judgement, ResourceContext, ResourceEvent } from './resources/context.ts';
import { observeAll } from './resources/observe.ts';
import { askRegistry, externalRegistry, type SecretKeeper } from './registry/login.ts';
import { survey } from './survey.ts';
import { refuseForgotten } from './vault/forget.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What a deployment is about. */
export interface Undertaking extends SecretKeeper {
  readonly workspace: Workspace;
  readonly spec: ClusterSpec;
  readonly bundle: Bundle;
  readonly fleet: Fleet;
  /** The blockers that the operator takes upon themselves. */
  readonly accepted: readonly Acceptance[];
}

/** What the preparation of a deployment is at. */
export type Preparing = 'survey' | 'check' | 'plan' | 'compare';

/** A deployment that is decided and compared with the hosts, and of which nothing has been done yet. */
export interface Deployment extends Omit<Undertaking, 'conceal'> {
  readonly site: Site;
  readonly plan: Plan;
  /** What the checks found that did not end it: warnings, and blockers that were accepted. */
  readonly warnings: readonly Finding[];
  /** What each step's resources were found to be, in their order. */
  readonly judgements: ReadonlyMap<StepId, readonly Judgement[]>;
  readonly contextOf: (host: string, emit: (event: ResourceEvent) => void, signal: AbortSignal) => ResourceContext;
}

/**
 * Phases 1 and 2 and the plan: surveys the hosts, checks them, makes the certificates that are missing (on this machine), plans, and
 * compares every resource with its host. Nothing on a host is changed.
 * @throws {ProblemError} the blockers that the checks found and that nobody accepted; `spec.cannot-change`
 */
export async function prepareDeployment(
  undertaking: Undertaking,
  signal: AbortSignal,
  at: (what: Preparing) => void = () => undefined,
): Promise<Deployment> {
  const { workspace, spec, bundle, fleet, accepted } = undertaking;
  await refuseForgotten(workspace.dir);
  await refuseUnfinishedRenewal(workspace.dir);
  await refuseUnchangeable(workspace, spec);
  at('survey');
  const registry = await externalRegistry(spec, undertaking);
  const facts = await survey(spec, fleet, signal);
  if (registry) await askRegistry(registry, fleet, facts, signal);
  at('check');
  const trust = await nodeTrust(workspace, spec);
  const site = { ...siteOf(spec, workspace.cluster.uid, facts, bundle.manifest), trust: trust?.publicKeys };
  const findings = [...(await signatureFindings(bundle)), ...runChecks(site)];
  const [blocker, ...more] = inTheWay(findings, accepted).map((f) => f.problem);
  if (blocker) throw new ProblemError(blocker, ...more);

  at('plan');
  const plan = planSite(site);
  const clock = new Date(Math.min(Date.now(), ...[...facts.values()].map((f) => f.clockMs)));
  const isFirstRun = (await keptMaterial(workspace)) === undefined;
  const material = { workspace, site, secrets: undertaking.secrets };
  let pki: ClusterPki = await clusterMaterial(
    material,
    isFirstRun ? site.nodes.filter((n) => n !== site.first) : [],
    clock,
    signal,
  );
  const contextOf = contextsOf(undertaking, site.cluster, () => ({
    ...pki,
    secrets: { ...pki.secrets, ...trust?.secrets, ...registry?.late },
  }));

  at('compare');
  const judgements = await judgePlan(plan, (host) => contextOf(host, () => undefined, signal));
  const joining = site.nodes.filter((n) =>
    plan.steps.some((s) => s.host === n.name && s.title === 'join' && !isSatisfied(judgements, s)),
  );
  if (!isFirstRun && joining.length > 0) pki = await clusterMaterial(material, joining, clock, signal);
  const warnings = [...findings, ...materialFindings(spec, pki)];
  return { ...undertaking, site, plan, warnings, judgements, contextOf };
}

/** What a plan's resources need of the world, on any of its hosts. */
export const contextsOf =
  ({ fleet, bundle }: Pick<Undertaking, 'fleet' | 'bundle'>, cluster: string, pki: () => ClusterPki): Deployment['contextOf'] =>
  (host, emit, signal) => {
    const node = fleet.nodes.get(host);
    if (!node) throw new Error(`the plan names ${host}, which the fleet does not have`);
    return {
      node,
      resolve: materialOf(pki),
      blobs: bundle,
      cluster,
      emit,
      signal,
      prove: (resource, context) => prove(resource, context, fleet.nodes),
    };
  };

/** Compares all resources with their hosts: one round trip a host. */
export async function judgePlan(
  plan: Plan,
  contextOf: (host: string) => ResourceContext,
): Promise<Map<StepId, readonly Judgement[]>> {
  const stepsOf = new Map<string, Step[]>();
  for (const step of plan.steps) {
    const steps = stepsOf.get(step.host);
    if (steps) steps.push(step);
    else stepsOf.set(step.host, [step]);
  }
  const ofHosts = await concurrently([...stepsOf], stepsOf.size, async ([host, steps]) => {
    const judged = await observeAll(
      steps.flatMap((step): readonly Resource[] => step.resources),
      contextOf(host),
    );
    let at = 0;
    return steps.map((step) => [step.id, judged.slice(at, (at += step.resources.length))] as const);
  });
  return new Map(ofHosts.flat());
}

/** Whether a step was found to be done already. A proof is never done by itself, only by the mark that its step leaves. */
export function isSatisfied(judgements: Deployment['judgements'], step: Step): boolean {
  const lasting = (judgements.get(step.id) ?? []).filter(({ resource }) => resource.kind !== 'proof');
  return lasting.length > 0 && lasting.every((j) => j.state === 'satisfied');
}

/** The steps that will change something. */
export const changesOf = ({ plan, judgements }: Pick<Deployment, 'plan' | 'judgements'>): Step[] =>
  plan.steps.filter((step) => step.phase !== 'verify' && step.title !== 'etcd-quorum' && !isSatisfied(judgements, step));
