import { resolve } from 'node:path';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { carryOut, type Order } from '../../engine/apply.ts';
import { openBundle } from '../../engine/bundle/bundle.ts';
import { changesOf, type Deployment, prepareDeployment } from '../../engine/deployment.ts';
import { openFleet } from '../../engine/fleet.ts';
import type { RunResult } from '../../engine/runner/steps.ts';
import { keepIntent } from '../../engine/workspace/intent.ts';
import { takeLease } from '../../engine/workspace/lease.ts';
import { UsageError } from '../arguments.ts';
import { exit, type Exit } from '../exit.ts';
import { summaryText } from '../plan-text.ts';
import { openProgress } from '../progress/open.ts';
import type { Progress } from '../progress/progress.ts';
import { openSession, readSpec, type Session } from '../session.ts';
import type { Command, Invocation } from './command.ts';

const words = {
  en: {
    begin: 'Begin?',
    declined: 'Nothing was begun.',
    reaching: (hosts: number) => `Reaching ${hosts} hosts, checking them and comparing them with the plan …`,
    stands: (dir: string) => `The cluster stands, proven. Kubeconfig, certificates and configuration are in ${dir}`,
    resume: (dir: string) => `Nothing was undone. When the cause is mended, go on with: barque resume -w ${dir}`,
  },
  zh: {
    begin: '开始吗？',
    declined: '没有开始任何操作。',
    reaching: (hosts: number) => `正在连接 ${hosts} 台主机，检查并与计划比对……`,
    stands: (dir: string) => `集群已建成并通过验证。kubeconfig、证书与配置文件位于 ${dir}`,
    resume: (dir: string) => `没有任何内容被撤销。排除原因后继续：barque resume -w ${dir}`,
  },
};

/** `barque apply`: the whole way, from the spec to the proofs. Applied again to a finished cluster it changes nothing. */
export const apply: Command = (invocation) => deploy(invocation, 'apply');

/** `barque resume`: goes on with what the latest apply was given. The hosts tell what is done already. */
export const resume: Command = (invocation) => deploy(invocation, 'resume');

/** `barque verify`: every proof, those that run pods too. Where something would have to be changed, it changes nothing and says so. */
export const verify: Command = (invocation) => deploy(invocation, 'verify');

type Purpose = 'apply' | 'resume' | 'verify';

async function deploy(invocation: Invocation, purpose: Purpose): Promise<Exit> {
  const { arguments: given, console, signal } = invocation;
  if (purpose === 'apply' && given.bundle === undefined) throw new UsageError('--bundle DIR is missing');
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
  const { workspace, spec, reach, hide, who } = session;
  if (session.bundle === undefined) throw new UsageError('--bundle DIR is missing');
  const bundle = await openBundle(session.bundle, signal);
  const progress = openProgress(given, console, hide);
  try {
    progress.note(say.reaching(spec.nodes.length));
    const fleet = await openFleet(spec, reach, signal);
    try {
      const deployment = await prepareDeployment({ workspace, spec, bundle, fleet }, signal);
      console.warnings(deployment.warnings);
      if (purpose === 'verify') refuseChanges(deployment);
      else if (changesOf(deployment).length > 0) {
        progress.note(summaryText(deployment, console.language));
        if (!given.yes && !(console.interactive && (await console.confirm(say.begin, signal)))) {
          progress.note(say.declined);
          return exit.refused;
        }
        if (given.file !== undefined) await workspace.keepSpec((await readSpec(given.file)).yaml);
        await keepIntent(workspace.dir, { bundle: resolve(session.bundle), local: reach.local });
      }
      const result = await carriedOut(deployment, { run, who, hide, provePods: purpose === 'verify' }, progress, signal);
      progress.end();
      console.problems(result.problems);
      if (result.outcome === 'success') progress.note(say.stands(workspace.exports));
      else progress.note(say.resume(workspace.dir));
      return exit[result.outcome];
    } finally {
      await fleet.close();
    }
  } finally {
    progress.end();
  }
}

/** A problem before the first step is a refusal and thrown; one that comes later (the journal's disk is full) is a run that failed. */
async function carriedOut(
  deployment: Deployment,
  order: Omit<Order, 'observer'>,
  progress: Progress,
  signal: AbortSignal,
): Promise<Pick<RunResult, 'outcome' | 'problems'>> {
  const progressed = { begun: false };
  const observer = (event: RunEvent) => {
    progressed.begun ||= event.type === 'step-started';
    progress.event(event);
  };
  try {
    return await carryOut(deployment, { ...order, observer }, signal);
  } catch (error) {
    if (!progressed.begun || !(error instanceof ProblemError)) throw error;
    return { outcome: 'failed', problems: error.problems };
  }
}

/** @throws {ProblemError} `run.not-finished` where a host differs from the plan */
function refuseChanges(deployment: Deployment): void {
  const steps = changesOf(deployment).map((step) => step.id);
  if (steps.length > 0) throw new ProblemError(problem('run.not-finished', { steps }));
}
