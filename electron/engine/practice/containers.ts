import { createHash } from 'node:crypto';
import { layout } from '../../../shared/model/layout.ts';
import type { Container, Machine } from './machine.ts';

const manifestOf = (component: string): string => `${layout.staticPods}/${component}.yaml`;

/** The components whose manifests a machine has. */
export const componentsOf = ({ files }: Machine): string[] =>
  files.list(layout.staticPods).flatMap((name) => /^(.+)\.yaml$/.exec(name)?.[1] ?? []);

/**
 * The container of a static pod, undefined where none runs. One that was started before its manifest was changed has gone with it. It runs
 * on while the kubelet does not.
 */
export function containerOf(machine: Machine, component: string): Container | undefined {
  const kubelet = machine.unit(layout.kubeletUnit);
  const manifest = machine.files.at(manifestOf(component));
  if (!kubelet || !manifest) return undefined;
  const own = machine.containers.get(component);
  if (own && (own.since >= manifest.since || kubelet.active !== 'active')) return own;
  if (kubelet.active !== 'active') return undefined;
  return { since: Math.max(kubelet.since, manifest.since), entered: Math.max(kubelet.entered, manifest.changed) };
}

/** An id as containerd's are: another for every container. */
export const idOf = ({ config }: Machine, component: string, { since }: Container): string =>
  createHash('sha256').update(`practice container ${config.name} ${component} ${since}`).digest('hex');

/** The containers of static pods run on while the kubelet stops or starts anew. */
export function keepContainers(machine: Machine): void {
  for (const component of componentsOf(machine)) {
    const container = containerOf(machine, component);
    if (container) machine.containers.set(component, container);
  }
}

/** Ends the container of an id; the kubelet starts the next one. Whether there was one. */
export function endContainer(machine: Machine, id: string): boolean {
  for (const component of componentsOf(machine)) {
    const container = containerOf(machine, component);
    if (!container || idOf(machine, component, container) !== id) continue;
    machine.containers.set(component, { since: machine.clock.now(), entered: machine.seconds() });
    machine.touch();
    return true;
  }
  return false;
}
