import { setTimeout as sleep } from 'node:timers/promises';
import type { StaticPodsResource } from '../../../shared/model/resource.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { amiss } from '../../../shared/proof/amiss.ts';
import { waitingFor } from '../../../shared/run/waiting.ts';
import { run, type Ran } from '../node/verbs.ts';
import type { Difference, ResourceContext } from './context.ts';
import { stateOf } from './files.ts';
import type { Kind, Known } from './kind.ts';
import { nameOf } from './name.ts';
import { ctr, idsQuestion, type Running, runningOf, startsQuestion } from './running-containers.ts';
import { questionKey, type Question } from './seen.ts';

type Pod = StaticPodsResource['pods'][number];

const idsOf = ({ node }: StaticPodsResource, { component }: Pod): Question =>
  idsQuestion({ namespace: 'kube-system', pod: `${component}-${node}`, container: component });

/** A pod with its latest container; none where none runs. */
interface PodNow {
  readonly pod: Pod;
  readonly container: Running | undefined;
}

const nowOf = (resource: StaticPodsResource, answerTo: (question: Question) => Ran | undefined): PodNow[] =>
  resource.pods.map((pod) => ({ pod, container: runningOf(answerTo(idsOf(resource, pod)), answerTo(startsQuestion))[0] }));

/** The latest change of what a pod's containers read when they start; a missing file never lets them be up to date. */
const changedAt = ({ watch }: Pod, known: Known): number =>
  Math.max(
    ...watch.map((path) => {
      const state = stateOf(known, path);
      return state.type === 'missing' ? Infinity : state.changed;
    }),
  );

type Lag = 'not-running' | 'older-files';

/** What each pod lacks to run with the files that there are. */
const lagsOf = (pods: readonly PodNow[], known: Known) =>
  pods.flatMap(({ pod, container }): { component: string; lag: Lag }[] => {
    if (container === undefined) return [{ component: pod.component, lag: 'not-running' }];
    return changedAt(pod, known) > container.started ? [{ component: pod.component, lag: 'older-files' }] : [];
  });

const differences = {
  'not-running': { found: 'not seen running', wanted: 'running' },
  'older-files': { found: 'runs with older files', wanted: 'with these' },
} as const satisfies Readonly<Record<Lag, Omit<Difference, 'aspect'>>>;

const differencesOf = (lags: ReturnType<typeof lagsOf>): Difference[] =>
  lags.map(({ component, lag }) => ({ aspect: component, ...differences[lag] }));

export const staticPods: Kind<StaticPodsResource> = {
  wants: (resource) => ({
    runs: [...resource.pods.map((pod) => idsOf(resource, pod)), startsQuestion],
    paths: resource.pods.flatMap((pod) => pod.watch),
  }),
  differences: (resource, known) =>
    differencesOf(
      lagsOf(
        nowOf(resource, ({ argv }) => known.seen.runs.get(questionKey(argv))),
        known,
      ),
    ),
};

/** ctr's answer about a container that is gone already is no matter: the next look tells. */
const end = (id: string, how: 'SIGTERM' | 'SIGKILL') => run(10, ctr('tasks', 'kill', '--signal', how, id));

/**
 * Ends each container that runs with older files, by force if it does not end in its time, and waits until the kubelet's next one runs.
 * Whether that serves is for the proofs that follow.
 * @throws {ProblemError} `resource.not-in-place` where that takes longer than the resource says
 */
export async function bringStaticPods(resource: StaticPodsResource, known: Known, context: ResourceContext): Promise<void> {
  const { node, signal, emit } = context;
  const questions = [...resource.pods.map((pod) => idsOf(resource, pod)), startsQuestion];
  const deadline = performance.now() + resource.timeoutSeconds * 1000;
  /** Who was told to end: until when they may take, or that they were made to. */
  const told = new Map<string, number | 'by force'>();
  const next = (id: string): 'SIGTERM' | 'SIGKILL' | undefined => {
    const until = told.get(id);
    if (until === undefined) return 'SIGTERM';
    return until !== 'by force' && performance.now() >= until ? 'SIGKILL' : undefined;
  };
  for (;;) {
    const answers = await node.ask(
      questions.map(({ seconds, argv }) => run(seconds, argv)),
      signal,
    );
    const pods = nowOf(
      resource,
      (question) => answers[questions.findIndex(({ argv }) => questionKey(argv) === questionKey(question.argv))],
    );
    const lags = lagsOf(pods, known);
    const [first] = differencesOf(lags);
    if (first === undefined) return;
    const endings = pods.flatMap(({ pod, container }) => {
      const how = container && changedAt(pod, known) > container.started ? next(container.id) : undefined;
      return container && how ? [{ id: container.id, how }] : [];
    });
    for (const { id, how } of endings)
      told.set(id, how === 'SIGKILL' ? 'by force' : performance.now() + resource.graceSeconds * 1000);
    await node.ask(
      endings.map(({ id, how }) => end(id, how)),
      signal,
    );
    if (performance.now() > deadline) {
      const params = { resource: nameOf(resource), ...first };
      throw new ProblemError(problem('resource.not-in-place', params, { host: node.host }));
    }
    emit({ type: 'step-waiting', what: waitingFor(lags.map(({ component, lag }) => amiss(lag, component))) });
    if (endings.length === 0) await sleep(1000, undefined, { signal });
  }
}
