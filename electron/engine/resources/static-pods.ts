import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { layout } from '../../../shared/model/layout.ts';
import type { StaticPodsResource } from '../../../shared/model/resource.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { amiss } from '../../../shared/proof/amiss.ts';
import { waitingFor } from '../../../shared/run/waiting.ts';
import { run, type Ran } from '../node/verbs.ts';
import type { Difference, ResourceContext } from './context.ts';
import { stateOf } from './files.ts';
import type { Kind, Known } from './kind.ts';
import { nameOf } from './name.ts';
import { questionKey, type Question } from './seen.ts';

/** One line a pod of the control plane: component, container, its start, whether it is ready. By the endpoint: its own API server may be the one that starts. */
const template =
  '{range .items[*]}{.metadata.labels.component}{" "}{.status.containerStatuses[0].containerID}{" "}' +
  '{.status.containerStatuses[0].state.running.startedAt}{" "}{.status.containerStatuses[0].ready}{"\\n"}{end}';

const question = ({ node }: StaticPodsResource): Question => ({
  seconds: 15,
  argv: [
    `${layout.bin}/kubectl`,
    ...['--kubeconfig', layout.adminConf, '--request-timeout=10s', '-n', 'kube-system'],
    ...['get', 'pods', '-l', 'tier=control-plane', `--field-selector=spec.nodeName=${node}`, '-o', `jsonpath=${template}`],
  ],
});

/** A container that runs. `started` is in seconds since the epoch, by the host's clock. */
interface Running {
  readonly id: string;
  readonly started: number;
  readonly ready: boolean;
}

const line = /^([a-z-]{1,63}) containerd:\/\/([0-9a-f]{64}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (true|false)$/;

/** What runs, by component; what is no line of such a pod, or of one that does not run, is left out. */
function runningIn(ran: Ran | undefined): Map<string, Running> {
  const lines = (ran?.status === 0 ? ran.output : '').split('\n');
  const found = lines.flatMap((text) => {
    const [, component, id, started, ready] = line.exec(text) ?? [];
    if (component === undefined || id === undefined || started === undefined) return [];
    return [[component, { id, started: Date.parse(started) / 1000, ready: ready === 'true' }] as const];
  });
  return new Map(found);
}

type Pod = StaticPodsResource['pods'][number];

/** The latest change of what a pod's containers read when they start; a missing file never lets them be up to date. */
const changedAt = ({ watch }: Pod, known: Known): number =>
  Math.max(
    ...watch.map((path) => {
      const state = stateOf(known, path);
      return state.type === 'missing' ? Infinity : state.changed;
    }),
  );

type Lag = 'not-running' | 'older-files' | 'not-ready';

/** What each pod lacks to run with the files that there are. */
function lagsOf({ pods }: StaticPodsResource, running: ReadonlyMap<string, Running>, known: Known) {
  const lagOf = (pod: Pod): Lag | undefined => {
    const container = running.get(pod.component);
    if (container === undefined) return 'not-running';
    if (changedAt(pod, known) > container.started) return 'older-files';
    return container.ready ? undefined : 'not-ready';
  };
  return pods.flatMap((pod) => {
    const lag = lagOf(pod);
    return lag === undefined ? [] : [{ component: pod.component, lag }];
  });
}

const differences = {
  'not-running': { found: 'not seen running', wanted: 'running' },
  'older-files': { found: 'runs with older files', wanted: 'with these' },
  'not-ready': { found: 'not ready', wanted: 'ready' },
} as const satisfies Readonly<Record<Lag, Omit<Difference, 'aspect'>>>;

const differencesOf = (lags: ReturnType<typeof lagsOf>): Difference[] =>
  lags.map(({ component, lag }) => ({ aspect: component, ...differences[lag] }));

export const staticPods: Kind<StaticPodsResource> = {
  wants: (resource) => ({ runs: [question(resource)], paths: resource.pods.flatMap((pod) => pod.watch) }),
  differences: (resource, known) =>
    differencesOf(lagsOf(resource, runningIn(known.seen.runs.get(questionKey(question(resource).argv))), known)),
};

/** ctr's answer about a container that is gone already is no matter: the next look tells. */
const end = (id: string, how: 'SIGTERM' | 'SIGKILL') =>
  run(10, ['ctr', '-a', layout.containerdSocket, '-n', 'k8s.io', 'tasks', 'kill', '--signal', how, id]);

const containerId = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Ends each container that runs with older files, by force if it does not end in its time, and waits until the kubelet's next one is ready.
 * @throws {ProblemError} `resource.not-in-place` where that takes longer than the resource says
 */
export async function bringStaticPods(resource: StaticPodsResource, known: Known, context: ResourceContext): Promise<void> {
  const { node, signal, emit } = context;
  const { seconds, argv } = question(resource);
  const deadline = performance.now() + resource.timeoutSeconds * 1000;
  /** Who was told to end: until when they may take, or that they were made to. */
  const told = new Map<string, number | 'by force'>();
  const next = (id: string): 'SIGTERM' | 'SIGKILL' | undefined => {
    const until = told.get(id);
    if (until === undefined) return 'SIGTERM';
    return until !== 'by force' && performance.now() >= until ? 'SIGKILL' : undefined;
  };
  for (;;) {
    const [ran] = await node.ask([run(seconds, argv)], signal);
    const running = runningIn(ran);
    const lags = lagsOf(resource, running, known);
    const [first] = differencesOf(lags);
    if (first === undefined) return;
    const endings = resource.pods.flatMap((pod) => {
      const container = running.get(pod.component);
      const how = container && changedAt(pod, known) > container.started ? next(container.id) : undefined;
      return container && how ? [{ id: containerId.parse(container.id), how }] : [];
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
