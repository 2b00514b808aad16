import { layout } from '../../../shared/model/layout.ts';
import type { Ran } from '../node/verbs.ts';
import type { Question } from './seen.ts';

// What runs is asked of containerd, on the host: it answers also while no API server does, or none that takes our credentials.

/** A container by the labels that the kubelet gives it. */
export interface ContainerName {
  readonly namespace: string;
  /** The pod's name; any of its namespace where it is not given. */
  readonly pod?: string;
  readonly container: string;
}

/** A container that runs. `started` is in seconds since the epoch, by the host's clock. */
export interface Running {
  readonly id: string;
  readonly started: number;
}

/** The arguments of containerd's `ctr`, on Barque's containerd. */
export const ctr = (...args: string[]): string[] => ['ctr', '-a', layout.containerdSocket, '-n', 'k8s.io', ...args];

/** The ids of the containers of a name, those that have ended among them. */
export const idsQuestion = ({ namespace, pod, container }: ContainerName): Question => ({
  seconds: 15,
  argv: ctr(
    'containers',
    'ls',
    '--quiet',
    [
      `labels."io.kubernetes.pod.namespace"==${namespace}`,
      ...(pod === undefined ? [] : [`labels."io.kubernetes.pod.name"==${pod}`]),
      `labels."io.kubernetes.container.name"==${container}`,
    ].join(','),
  ),
});

/** containerd's runtime has a directory for each container that runs, with the number of its process in a file that is written when it starts. */
const bundles = `${layout.run}/containerd/io.containerd.runtime.v2.task/k8s.io`;
/** When each container that runs was started. */
export const startsQuestion: Question = {
  seconds: 15,
  argv: ['find', bundles, '-mindepth', '2', '-maxdepth', '2', '-name', 'init.pid', '-printf', '%T@ %h\\n'],
};

const start = /^(\d{1,12}(?:\.\d{1,12})?) \S*\/([0-9a-f]{64})$/;

/** The containers that run of those that were listed, the latest first; what is no line of such an answer is left out. */
export function runningOf(ids: Ran | undefined, starts: Ran | undefined): Running[] {
  if (ids?.status !== 0 || starts === undefined) return [];
  const listed = new Set(ids.output.split('\n'));
  return starts.output
    .split('\n')
    .flatMap((line) => {
      const [, started, id] = start.exec(line) ?? [];
      return started !== undefined && id !== undefined && listed.has(id) ? [{ id, started: Number(started) }] : [];
    })
    .sort((a, b) => b.started - a.started);
}
