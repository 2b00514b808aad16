import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandResource } from '../../../shared/model/resource.ts';
import { type Problem, problem, ProblemError } from '../../../shared/problems/problem.ts';
import { look, start, stop, wait, type CommandState } from '../node/command-verbs.ts';
import { put, remove, run, type Ran } from '../node/verbs.ts';
import type { Difference, ResourceContext } from './context.ts';
import { ownershipOf, render } from './documents.ts';
import type { Kind } from './kind.ts';
import { OutputLines } from './output-lines.ts';
import { questionKey, type Question } from './seen.ts';

/** How long the host holds one look at a command that runs, in seconds: so old is its output when it is shown. */
const LOOK_SECONDS = 2;
/** How long what tells more of a failure may take, in seconds. */
const TELL_SECONDS = 15;
/** How long a cluster may take to show what a command has just done in it, in seconds. */
const SHOWN_WITHIN = 30;

const question = ({ done }: CommandResource): Question => ({ seconds: 15, argv: done });

const isDone = ({ donePrints }: CommandResource, ran: Ran | undefined): boolean =>
  ran?.status === 0 && (donePrints === undefined || ran.output.split('\n').some((line) => line.trim() === donePrints));

export const command: Kind<CommandResource> = {
  wants: (resource) => ({
    commands: [resource.unit],
    runs: [question(resource)],
    paths: (resource.inputs ?? []).map((input) => input.path),
  }),
  differences: (resource, { seen }): Difference[] => {
    const ran = seen.runs.get(questionKey(resource.done));
    if (!isDone(resource, ran)) {
      const state = seen.commands.get(resource.unit)?.state;
      return [{ aspect: 'done', found: state === 'running' ? 'running' : 'no', wanted: 'yes' }];
    }
    const left = (resource.inputs ?? []).filter((input) => (seen.paths.get(input.path)?.type ?? 'missing') !== 'missing');
    return left.map((input) => ({ aspect: input.path, found: 'left over', wanted: 'missing' }));
  },
};

/**
 * Runs a command to its end, or goes on with the one that runs already; its inputs are on the host only for that long.
 * @throws {ProblemError} `command.guarded`, `command.not-shown`: it was not started; `command.failed`, `command.timeout`, `command.lost`, each with the end of its output and of what tells more
 */
export async function bringCommand(resource: CommandResource, context: ResourceContext): Promise<void> {
  const { node, signal } = context;
  const { unit } = resource;
  const [before, ran] = await node.ask([look(unit), run(question(resource).seconds, resource.done)], signal);
  if (before.state === 'running' || !(isDone(resource, ran) || (await isDoneSoon(resource, before, context)))) {
    if (before.state !== 'running') {
      if (hasSucceeded(before, context) && resource.undo === 'irreversible') throw notShown(resource, context);
      await startCommand(resource, before, context);
    }
    await untilItsEnd(resource, context);
  }
  await node.ask(
    (resource.inputs ?? []).map((input) => remove(input.path, 'own')),
    signal,
  );
  await isShown(resource, context);
}

/** It succeeded before, and yet nothing shows it: the cluster may just not answer, and to run it once more would do harm. */
const isDoneSoon = (resource: CommandResource, before: CommandState, context: ResourceContext): Promise<boolean> =>
  hasSucceeded(before, context) ? isShown(resource, context) : Promise.resolve(false);

const hasSucceeded = (before: CommandState, { cluster }: ResourceContext): boolean =>
  before.state === 'finished' && before.status === 0 && before.cluster === cluster;

const nameOf = ({ argv }: CommandResource): string => argv.slice(0, 3).join(' ');

/** A cluster that is silent for a while is no reason to begin it once more. */
const notShown = (resource: CommandResource, { node }: ResourceContext): ProblemError =>
  new ProblemError(problem('command.not-shown', { command: nameOf(resource), seconds: SHOWN_WITHIN }, { host: node.host }));

async function startCommand(resource: CommandResource, before: CommandState, context: ResourceContext): Promise<void> {
  const { node, cluster, signal } = context;
  const leftTraces = before.state !== 'none' && before.cluster === cluster;
  const argv = (leftTraces ? await fitting(resource, context) : undefined) ?? resource.argv;
  const inputs = await Promise.all(
    (resource.inputs ?? []).map(async (input) =>
      put(input.path, input.mode, await render(input.content, context), ownershipOf(input.path)),
    ),
  );
  // two round trips: without its inputs it must not begin
  await node.ask(inputs, signal);
  const { guard } = resource;
  const asked = guard && leftTraces ? { absent: guard.absent } : guard;
  const [started] = await node.ask([start(resource.unit, cluster, argv, asked)], signal);
  if (typeof started === 'string') return;
  await node.ask(
    (resource.inputs ?? []).map((input) => remove(input.path, 'own')),
    signal,
  );
  const found = { command: nameOf(resource), found: started.guarded };
  throw new ProblemError(problem('command.guarded', found, { host: node.host }));
}

/** The first way to go on after an attempt that was cut off which fits what that has left. */
async function fitting(
  { again = [] }: CommandResource,
  { node, signal }: ResourceContext,
): Promise<readonly string[] | undefined> {
  const answers = await node.ask(
    again.flatMap(({ when }) => (when ? [run(15, when)] : [])),
    signal,
  );
  const holds = answers.values();
  return again.find(({ when }) => when === undefined || holds.next().value?.status === 0)?.argv;
}

async function untilItsEnd(resource: CommandResource, context: ResourceContext): Promise<void> {
  const { unit, tells, timeoutSeconds } = resource;
  const { node, signal, emit } = context;
  const lines = new OutputLines((line) => emit({ type: 'step-output', line }));
  const deadline = performance.now() + timeoutSeconds * 1000;
  const command = nameOf(resource);
  const failure = async (of: Problem) =>
    new ProblemError({ ...of, host: node.host, evidence: [...lines.last, ...(await told(tells ?? [], context))] });
  for (let offset = 0; ;) {
    const [now] = await node.ask([wait(unit, offset, LOOK_SECONDS)], signal);
    if (now.state === 'none') throw await failure(problem('command.lost', { command }));
    offset += now.output.length;
    lines.push(now.output);
    if (now.state !== 'running') {
      if (now.output.length > 0) continue; // there may be more of it
      lines.end();
      if (now.state === 'lost') throw await failure(problem('command.lost', { command }));
      if (now.status !== 0) throw await failure(problem('command.failed', { command, status: now.status }));
      return;
    }
    if (performance.now() > deadline) {
      await node.ask([stop(unit)], signal);
      throw await failure(problem('command.timeout', { command, seconds: timeoutSeconds }));
    }
  }
}

/** What tells more of a failure, each below the command that says so; it is in the step's log too. */
async function told(tells: readonly (readonly string[])[], { node, signal, emit }: ResourceContext): Promise<string[]> {
  const answers = await node.ask(
    tells.map((argv) => run(TELL_SECONDS, argv)),
    signal,
  );
  return tells.flatMap((argv, i) => {
    const answer = answers[i];
    if (answer?.status !== 0 || answer.output.trim() === '') return [];
    const lines = new OutputLines((line) => emit({ type: 'step-output', line }));
    lines.push(Buffer.from(`$ ${argv.join(' ')}\n${answer.output}`));
    lines.end();
    return lines.last;
  });
}

/** Whether the command's work shows, within a while. */
async function isShown(resource: CommandResource, { node, signal }: ResourceContext): Promise<boolean> {
  const deadline = performance.now() + SHOWN_WITHIN * 1000;
  for (;;) {
    const [ran] = await node.ask([run(question(resource).seconds, resource.done)], signal);
    if (isDone(resource, ran)) return true;
    if (performance.now() > deadline) return false;
    await sleep(1000, undefined, { signal });
  }
}
