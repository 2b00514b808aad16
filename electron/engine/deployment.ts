import { isDeepStrictEqual } from 'node:util';
import { findBinary } from '../../shared/bundle/find.ts';
import { changesBetween, type Scope } from '../../shared/cluster/changes.ts';
import type { ClusterRecord } from '../../shared/cluster/record.ts';
import { answeringMasters, type ClusterState, seenIn, stateOf } from '../../shared/cluster/state.ts';
import { acceptedFor, inTheWay } from '../../shared/checks/accept.ts';
import { runChecks } from '../../shared/checks/run.ts';
import { type Finding, warning } from '../../shared/checks/check.ts';
import { etcdProgram } from '../../shared/catalog/programs.ts';
import type { Acceptance } from '../../shared/draft/draft.ts';
import type { Plan, Step, StepId } from '../../shared/model/plan.ts';
import type { Resource } from '../../shared/model/resource.ts';
import type { BundleManifest } from '../../shared/model/bundle.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { planSite } from '../../shared/planner/plan.ts';
import { type Problem, problem, ProblemError } from '../../shared/problems/problem.ts';
import { type Site, siteOf } from '../../shared/site/site.ts';
import type { Bundle } from './bundle/bundle.ts';
import { signatureFindings } from './bundle/signature/trust.ts';
import { refuseUnfinishedRenewal } from './certificates/renewal-record.ts';
import { clusterMaterial, materialFindings } from './cluster-material.ts';
import { recordAtBegin, recordAtEnd, recordOf } from './cluster-record.ts';
import { concurrently } from './concurrently.ts';
import type { Fleet } from './fleet.ts';
import { type Material, materialOf } from './material.ts';
import { nodeTrust } from './node-trust.ts';
import { type Look, lookAt } from './observe.ts';
import { joinCredential } from './pki/join-credential.ts';
import { prove } from './proof/prove.ts';
import type { Judgement, ResourceContext, ResourceEvent } from './resources/context.ts';
import { observeAll } from './resources/observe.ts';
import { askRegistry, externalRegistry, type SecretKeeper } from './registry/login.ts';
import { refuseForgotten } from './vault/forget.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What a deployment is about. */
export interface Undertaking extends SecretKeeper {
  readonly workspace: Workspace;
  readonly spec: ClusterSpec;
  readonly bundle: Bundle;
  readonly fleet: Fleet;
  /** The blockers that the operator takes upon themselves; those that were accepted for another bundle do not hold. */
  readonly accepted: readonly Acceptance[];
}

/** What the workspace keeps of its cluster when a run begins, and when it came to its end in success. */
export interface Recording {
  readonly atBegin: ClusterRecord;
  /** With what was seen then, and the steps that were left out. */
  readonly atEnd: (of: Pick<ClusterRecord, 'seen' | 'left'>) => ClusterRecord;
}

/** What the preparation of a deployment is at. */
export type Preparing = 'survey' | 'check' | 'plan' | 'compare';

/** A deployment that is decided and compared with the hosts, and of which nothing has been done yet. */
export interface Deployment extends Omit<Undertaking, 'conceal'> {
  readonly site: Site;
  /** What the cluster was found to be. */
  readonly state: ClusterState;
  /** What the workspace will know of the cluster. */
  readonly recording: Recording;
  readonly plan: Plan;
  /** What the checks found that did not end it: warnings, and blockers that were accepted. */
  readonly warnings: readonly Finding[];
  /** What each step's resources were found to be, in their order. */
  readonly judgements: ReadonlyMap<StepId, readonly Judgement[]>;
  /**
   * Looks at the cluster again, once nobody else can change it: what was decided holds only for the cluster that was seen.
   * @throws {ProblemError} `cluster.changed-meanwhile`, and why what was decided would be refused now
   */
  readonly confirm: (signal: AbortSignal) => Promise<void>;
  readonly contextOf: (host: string, emit: (event: ResourceEvent) => void, signal: AbortSignal) => ResourceContext;
}

/**
 * Phases 1 and 2 and the plan: looks at the hosts and at the cluster that they are, decides what is to change, checks the hosts, makes the
 * certificates that are missing (on this machine), plans, and compares every resource with its host. Nothing on a host is changed.
 * @throws {ProblemError} `cluster.*` and `spec.cannot-change`: what may not be done to this cluster; the blockers that the checks found
 *   and that nobody accepted
 */
export async function prepareDeployment(
  undertaking: Undertaking,
  signal: AbortSignal,
  at: (what: Preparing) => void = () => undefined,
): Promise<Deployment> {
  const { workspace, spec, bundle, fleet } = undertaking;
  const { uid } = workspace.cluster;
  const accepted = acceptedFor(bundle.digest, undertaking.accepted);
  await refuseForgotten(workspace.dir);
  await refuseUnfinishedRenewal(workspace.dir);
  at('survey');
  const registry = await externalRegistry(spec, undertaking);
  const found = await lookAt(spec, fleet, signal);
  if (registry) await askRegistry(registry, fleet, found.facts, signal);
  at('check');
  const before = await recordOf(workspace, found);
  if (before?.stage !== 'standing') throwAll(fleet.unreachable);
  const decide = ({ observed }: Look, record: ClusterRecord | undefined) => {
    const state = stateOf(uid, record, observed);
    return { state, ...changesBetween({ spec, record, state, observed, etcdVersion: etcdVersionIn(bundle.manifest, spec) }) };
  };
  const { state, scope, refused } = decide(found, before);
  // hosts of another cluster are told of host by host, by the checks
  if (state.kind !== 'foreign' && refused.length > 0)
    // who was not reached may be all that makes it silent
    throwAll(state.kind === 'silent' ? [...fleet.unreachable, ...refused] : [...refused, ...fleet.unreachable]);
  throwAll(awayFrom(fleet, scope));
  const trust = await nodeTrust(workspace, spec);
  const known = { record: before, scope, first: firstAsked(found, before) };
  const site = { ...siteOf(spec, uid, found.facts, bundle.manifest, known), trust: trust?.publicKeys };
  const all = [...(await signatureFindings(bundle, workspace.cluster.practice === true)), ...runChecks(site)];
  // what else is wrong with hosts of another cluster is that cluster's
  const findings = state.kind === 'foreign' ? all.filter(({ check }) => check === 'leftovers') : all;
  throwAll(inTheWay(findings, accepted).map((f) => f.problem));
  throwAll(refused);

  at('plan');
  const plan = planSite(site);
  const atBegin = { ...recordAtBegin(site, before), ...(scope.kind === 'follow' && newer(found, before)) };
  const recording = { atBegin, atEnd: (of: Pick<ClusterRecord, 'seen' | 'left'>) => recordAtEnd(site, atBegin, of) };
  const now = () => new Date();
  const pki = await clusterMaterial({ workspace, site, secrets: undertaking.secrets }, now(), signal);
  const late = { ...pki, secrets: { ...pki.secrets, ...trust?.secrets, ...registry?.late } };
  const contextOf = contextsOf(undertaking, uid, {
    pki: () => late,
    joinBy: async (node) => {
      const credential = await joinCredential(pki, spec, node, now());
      undertaking.conceal([credential]);
      return credential;
    },
  });

  at('compare');
  const judgements = await judgePlan(plan, (host) => contextOf(host, () => undefined, signal));
  const warnings = [...findings, ...fleet.unreachable.map(unreached), ...materialFindings(spec, pki)];
  const confirm = async (abort: AbortSignal): Promise<void> => {
    const again = await lookAt(spec, fleet, abort);
    const now = decide(again, await recordOf(workspace, again));
    if (now.refused.length > 0 || !isSameScope(now.scope, scope))
      throwAll([problem('cluster.changed-meanwhile', { was: state.kind, is: now.state.kind }), ...now.refused]);
  };
  return { ...undertaking, accepted, site, state, recording, plan, warnings, judgements, confirm, contextOf };
}

/** Which members of etcd serve meanwhile makes no difference: each is looked at again when its step begins. */
const isSameScope = (a: Scope, b: Scope): boolean =>
  a.kind === 'create' && b.kind === 'create' ? a.founded === b.founded : isDeepStrictEqual(a, b);

function throwAll([first, ...more]: readonly Problem[]): void {
  if (first) throw new ProblemError(first, ...more);
}

/** The version of the etcd program that a bundle brings. Of an image its tag is a name, and says nothing for certain of what runs in it. */
const etcdVersionIn = (manifest: BundleManifest, { arch, etcd }: ClusterSpec): string | undefined =>
  etcd.topology === 'external' ? findBinary(manifest, etcdProgram, arch)?.version : undefined;

/** Hosts that nobody can do without: all of them, unless nodes join a cluster that stands; then those that join. */
const awayFrom = ({ unreachable }: Fleet, scope: Scope): readonly Problem[] =>
  scope.kind === 'follow' && scope.joining.size > 0
    ? unreachable.filter(({ host }) => host !== undefined && scope.joining.has(host))
    : unreachable;

const unreached = (found: Problem): Finding => ({ check: 'unreached', ...warning(found) });

/** Whom the proofs are asked of: the founder, or another master where the founder does not answer. */
function firstAsked({ observed }: Look, record: ClusterRecord | undefined): string | undefined {
  const answering = answeringMasters(observed);
  return record !== undefined && answering.includes(record.founder) ? record.founder : answering[0];
}

/** What was seen of a cluster only rises. */
function newer({ observed }: Look, before: ClusterRecord | undefined): Pick<ClusterRecord, 'seen'> {
  const seen = before?.stage === 'standing' ? (seenIn(observed) ?? before.seen) : before?.seen;
  return seen === undefined ? {} : { seen };
}

/** What a plan's resources need of the world, on any of its hosts. */
export const contextsOf =
  ({ fleet, bundle }: Pick<Undertaking, 'fleet' | 'bundle'>, cluster: string, material: Material): Deployment['contextOf'] =>
  (host, emit, signal) => {
    const node = fleet.nodes.get(host);
    if (!node) throw new Error(`the plan names ${host}, which the fleet does not have`);
    return {
      node,
      resolve: materialOf(material),
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
