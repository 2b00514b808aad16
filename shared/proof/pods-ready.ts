import { amiss, bounded } from './amiss.ts';

/** One line a pod: its name, its phase and the status of its Ready condition. */
export const podsQuery = (namespace: string) => [
  '-n',
  namespace,
  'get',
  'pods',
  '-o',
  'jsonpath={range .items[*]}{.metadata.name}{" "}{.status.phase}{" "}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}',
];

/**
 * Pods that are not Ready (those that have run to their end do not count); and that there is no pod at all. What is no line of an
 * answer to `podsQuery` is left out.
 */
export function podsNotReady(answer: string): string[] {
  const pods = [...answer.matchAll(/^([a-z0-9.-]{1,253}) (\w*) (\w*)$/gm)];
  if (pods.length === 0) return [amiss('no-pods')];
  return bounded(pods.filter(([, , phase, ready]) => phase !== 'Succeeded' && ready !== 'True').map(([, name = '']) => name));
}
