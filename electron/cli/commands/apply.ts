import type { Language } from '../../../shared/problems/problem.ts';
import { skipCost, titleIn } from '../../../shared/run/skipping.ts';
import { deploy, type RunEnd } from '../../engine/run.ts';
import { decideSkips, maySkip, withSkips } from '../../engine/skips.ts';
import { takeLease } from '../../engine/workspace/lease.ts';
import type { Workspace } from '../../engine/workspace/workspace.ts';
import { UsageError } from '../arguments.ts';
import { exit, type Exit } from '../exit.ts';
import { summaryText } from '../plan-text.ts';
import { openProgress } from '../progress/open.ts';
import { openSession, readSpec, type Session } from '../session.ts';
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
    resume: (dir: string) => `Nothing was undone. When the cause is mended, go on with: barque resume -w ${dir}`,
  },
  zh: {
    begin: '开始吗？',
    declined: '没有开始任何操作。',
    reaching: (hosts: number) => `正在连接 ${hosts} 台主机，检查并与计划比对……`,
    stands: (dir: string) => `集群已建成并通过验证。kubeconfig、证书与配置文件位于 ${dir}`,
    standsWithout: (dir: string) => `集群已建成，但有步骤被跳过。kubeconfig、证书与配置文件位于 ${dir}`,
    without: (step: string, cost: string) => `已跳过：${step}。${cost}`,
    orWithout: (skips: string) => `失败的步骤中可以跳过：${skips}`,
    resume: (dir: string) => `没有任何内容被撤销。排除原因后继续：barque resume -w ${dir}`,
  },
};

/** `barque apply`: the whole way, from the spec to the proofs. Applied again to a finished cluster it changes nothing. */
export const apply: Command = (invocation) => deployFor(invocation, 'apply');

/** `barque resume`: goes on with what the latest apply was given. The hosts tell what is done already. */
export const resume: Command = (invocation) => deployFor(invocation, 'resume');

/** `barque verify`: every proof, those that run pods too. Where something would have to be changed, it changes nothing and says so. */
export const verify: Command = (invocation) => deployFor(invocation, 'verify');

type Purpose = 'apply' | 'resume' | 'verify';

async function deployFor(invocation: Invocation, purpose: Purpose): Promise<Exit> {
  const { arguments: given, console, signal } = invocation;
  if (purpose === 'apply' && given.bundle === undefined) throw new UsageError('--bundle DIR is missing');
  if (purpose !== 'resume' && given.skip.length > 0) throw new UsageError('--skip is for barque resume');
  const session = await openSession(given, console, purpose === 'apply', signal);
  const { workspace } = session;
  const run = await workspace.newRun();
  const lease = await takeLease(workspace.dir, run);
  try {
    return await deployUnderLease(invocation, purpose, session, run);
  } finally {
    await lease.release();
  }
}

async function deployUnderLease(
  { arguments: given, console, signal }: Invocation,
  purpose: Purpose,
  session: Session,
  run: string,
): Promise<Exit> {
  const say = words[console.language];
  const { workspace, spec, hide, bundle } = session;
  if (bundle === undefined) throw new UsageError('--bundle DIR is missing');
  const yaml = given.file === undefined ? undefined : (await readSpec(given.file)).yaml;
  const decided = await decideSkips(workspace, given.skip, session.who, Date.now(), signal);
  // an apply judges anew: what was skipped once is tried again
  const skipped = purpose === 'resume' ? withSkips(session.skipped, decided) : [];
  const progress = openProgress(given, console, hide);
  try {
    progress.note(say.reaching(spec.nodes.length));
    const end = await deploy(
      { ...session, bundle, run, yaml, skipped, purpose: purpose === 'verify' ? 'verify' : 'deploy' },
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
    for (const line of await endLines(end, workspace, console.language, signal)) progress.note(line);
    return exit[end.outcome];
  } finally {
    progress.end();
  }
}

/** What is said at the end: how it goes on, and what was skipped at what cost. */
async function endLines(
  { outcome, skipped }: RunEnd,
  workspace: Workspace,
  language: Language,
  signal: AbortSignal,
): Promise<string[]> {
  const say = words[language];
  const without = skipped.map((step) => say.without(step, skipCost(titleIn(step), language) ?? ''));
  if (outcome === 'success') return [(skipped.length > 0 ? say.standsWithout : say.stands)(workspace.exports), ...without];
  const may = outcome === 'failed' ? await maySkip(workspace, signal) : [];
  const skips = may.map((step) => `--skip ${step}`).join(' ');
  return [say.resume(workspace.dir), ...(may.length > 0 ? [say.orWithout(skips)] : []), ...without];
}
