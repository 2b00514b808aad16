import { type Language, problem, ProblemError } from '../../../shared/problems/problem.ts';
import { skipCost, titleIn } from '../../../shared/run/skipping.ts';
import { deploy, type RunEnd, type Undertaking } from '../../engine/run.ts';
import { latestOrder } from '../../engine/runner/run-order.ts';
import { decideSkips, maySkip, withSkips } from '../../engine/skips.ts';
import { specIn } from '../../engine/spec-text.ts';
import { takeLease } from '../../engine/workspace/lease.ts';
import { UsageError } from '../arguments.ts';
import { exit, type Exit } from '../exit.ts';
import { summaryText } from '../plan-text.ts';
import { openProgress } from '../progress/open.ts';
import { openSession, type Session } from '../session.ts';
import { renewFor } from './certs-renew.ts';
import type { Command, Invocation } from './command.ts';

const words = {
  en: {
    begin: 'Begin?',
    declined: 'Nothing was begun.',
    reaching: (hosts: number) => `Reaching ${hosts} hosts, checking them and comparing them with the plan …`,
    stands: (dir: string) => `The cluster stands, proven. Kubeconfig, certificates and configuration are in ${dir}`,
    standsWithout: (dir: string) =>
      `The cluster stands, but not all of it is done. Kubeconfig, certificates and configuration are in ${dir}`,
    without: (step: string, cost: string) => `Skipped: ${step}. ${cost}`,
    orWithout: (skips: string) => `Of what failed, this can be skipped: ${skips}`,
    resume: (dir: string, local: string) =>
      `Nothing was undone. When the cause is mended, go on with: barque resume -w ${dir}${local}`,
    otherSpec:
      'The spec is not what the run was ordered with; it goes on as it was ordered. To deploy the spec as it is now: barque apply',
  },
  zh: {
    begin: '开始吗？',
    declined: '没有开始任何操作。',
    reaching: (hosts: number) => `正在连接 ${hosts} 台主机，检查并与计划比对……`,
    stands: (dir: string) => `集群已建成并通过验证。kubeconfig、证书与配置文件位于 ${dir}`,
    standsWithout: (dir: string) => `集群已建成，但有步骤被跳过。kubeconfig、证书与配置文件位于 ${dir}`,
    without: (step: string, cost: string) => `已跳过：${step}。${cost}`,
    orWithout: (skips: string) => `失败的步骤中可以跳过：${skips}`,
    resume: (dir: string, local: string) => `没有任何内容被撤销。排除原因后继续：barque resume -w ${dir}${local}`,
    otherSpec: '当前配置与该次运行所用的配置不同；将按当时的配置继续。如需部署当前配置：barque apply',
  },
};

/** `barque apply`: the whole way, from the spec to the proofs. Applied again to a finished cluster it changes nothing. */
export const apply: Command = async (invocation) => {
  const { arguments: given, console, signal } = invocation;
  const { bundle } = given;
  if (bundle === undefined) throw new UsageError('--bundle DIR is missing');
  refuseSkips(given);
  const session = await openSession(given, console, true, signal);
  // an apply judges anew: what was skipped once is tried again
  return deployUnderLease(invocation, session, { bundle, accepted: acceptedIn(session), skipped: [], purpose: 'deploy' });
};

/** `barque resume`: goes on with what the latest run was ordered with, by whichever host. The hosts tell what is done already. */
export const resume: Command = async (invocation) => {
  const { arguments: given, console, signal } = invocation;
  const session = await openSession(given, console, false, signal);
  const { workspace, who } = session;
  const order = await latestOrder(workspace);
  if (order === undefined) throw new ProblemError(problem('engine.nothing-to-resume', { path: workspace.dir }));
  if (!given.json && order.spec !== session.yaml) console.print(`${words[console.language].otherSpec}\n`);
  const decided = await decideSkips(workspace, given.skip, who, Date.now(), signal);
  const skipped = withSkips(order.skipped, decided);
  const ordered = { ...session, spec: specIn(order.spec), yaml: order.spec };
  if (order.operation === 'renew') return renewFor(invocation, ordered, { groups: order.groups, nodes: order.nodes, skipped });
  const { accepted } = order;
  return deployUnderLease(invocation, ordered, { bundle: given.bundle ?? order.bundle, accepted, skipped, purpose: 'deploy' });
};

/** `barque verify`: every proof, those that run pods too. Where something would have to be changed, it changes nothing and says so. */
export const verify: Command = async (invocation) => {
  const { arguments: given, console, signal } = invocation;
  refuseSkips(given);
  const session = await openSession(given, console, false, signal);
  const bundle = given.bundle ?? session.deployed?.bundle;
  if (bundle === undefined) throw new UsageError('--bundle DIR is missing');
  return deployUnderLease(invocation, session, { bundle, accepted: acceptedIn(session), skipped: [], purpose: 'verify' });
};

function refuseSkips({ skip }: Invocation['arguments']): void {
  if (skip.length > 0) throw new UsageError('--skip is for barque resume');
}

const acceptedIn = ({ deployed }: Session): Ordered['accepted'] => deployed?.accepted ?? [];

type Ordered = Pick<Undertaking, 'bundle' | 'accepted' | 'skipped' | 'purpose'>;

async function deployUnderLease(invocation: Invocation, session: Session, ordered: Ordered): Promise<Exit> {
  const { workspace } = session;
  const run = await workspace.newRun();
  const lease = await takeLease(workspace.dir, run);
  try {
    return await deployed(invocation, session, ordered, run);
  } finally {
    await lease.release();
  }
}

async function deployed(
  { arguments: given, console, signal }: Invocation,
  session: Session,
  ordered: Ordered,
  run: string,
): Promise<Exit> {
  const say = words[console.language];
  const { spec, hide } = session;
  const progress = openProgress(given, console, hide);
  try {
    progress.note(say.reaching(spec.nodes.length));
    const end = await deploy(
      { ...session, ...ordered, run, allowUnsigned: given.allowUnsigned },
      {
        doing: () => undefined,
        decided: ({ warnings }) => console.warnings(warnings),
        begin: (deployment) => {
          progress.note(summaryText(deployment, console.language));
          if (given.yes) return Promise.resolve(true);
          return console.interactive ? console.confirm(say.begin, signal) : Promise.resolve(false);
        },
        event: progress.event,
      },
      signal,
    );
    if (end === 'declined') {
      progress.note(say.declined);
      return exit.refused;
    }
    progress.end();
    console.problems(end.problems);
    for (const line of await endLines(end, session, console.language, signal)) progress.note(line);
    return exit[end.outcome];
  } finally {
    progress.end();
  }
}

/** What is said at the end: how it goes on, and what was skipped at what cost. */
async function endLines(
  { outcome, skipped }: RunEnd,
  { workspace, reach: { local } }: Session,
  language: Language,
  signal: AbortSignal,
): Promise<string[]> {
  const say = words[language];
  const without = skipped.map((step) => say.without(step, skipCost(titleIn(step), language) ?? ''));
  if (outcome === 'success') return [(skipped.length > 0 ? say.standsWithout : say.stands)(workspace.exports), ...without];
  const may = outcome === 'failed' ? await maySkip(workspace, signal) : [];
  const skips = may.map((step) => `--skip ${step}`).join(' ');
  const here = local === undefined ? '' : ` --local ${local}`;
  return [say.resume(workspace.dir, here), ...(may.length > 0 ? [say.orWithout(skips)] : []), ...without];
}
