import { amiss, bounded } from './amiss.ts';

/** One line a pod: its name, its phase, the status of its Ready condition and its node. */
export const podsQuery = (namespace: string) => [
  '-n',
  namespace,
  'get',
  'pods',
  '-o',
  'jsonpath={range .items[*]}{.metadata.name}{" "}{.status.phase}{" "}{.status.conditions[?(@.type=="Ready")].status}{" "}{.spec.nodeName}{"\\n"}{end}',
];

/**
 * Pods that are not Ready (those that have run to their end do not count); and that there is no pod at all. What is no line of an
 * answer to `podsQuery` is left out.
 * @param away host names of nodes whose pods nobody expects anything of
 */
export function podsNotReady(answer: string, away: readonly string[] = []): string[] {
  const pods = [...answer.matchAll(/^([a-z0-9.-]{1,253}) (\w*) (\w*)(?: ([a-z0-9.-]{0,253}))?$/gm)].filter(
    ([, , , , node]) => node === undefined || !away.includes(node),
  );
  if (pods.length === 0) return [amiss('no-pods')];
  return bounded(pods.filter(([, , phase, ready]) => phase !== 'Succeeded' && ready !== 'True').map(([, name = '']) => name));
}
