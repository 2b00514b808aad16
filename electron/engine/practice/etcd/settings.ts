import { load } from 'js-yaml';
import { z } from 'zod';
import { layout } from '../../../../shared/model/layout.ts';
import type { Machine } from '../machine.ts';
import type { Founder } from './etcd.ts';

// Facts: https://etcd.io/docs/v3.6/op-guide/configuration/ : every flag has an environment variable, and the defaults.

/** What an etcd was started with. */
export interface EtcdSettings {
  readonly name: string;
  readonly dataDir: string;
  readonly peerUrl: string;
  readonly clientUrl: string;
  readonly initial: readonly Founder[];
  readonly state: 'new' | 'existing';
  readonly token: string;
  /** The certificate that it serves with. */
  readonly certificate: string | undefined;
}

const foundersOf = (text: string): Founder[] =>
  text.split(',').flatMap((part) => {
    const [, name, url] = /^([^=]+)=(https?:\/\/[^,]+)$/.exec(part) ?? [];
    return name === undefined || url === undefined ? [] : [{ name, url }];
  });

function settingsOf(flags: ReadonlyMap<string, string>): EtcdSettings {
  const name = flags.get('name') ?? 'default';
  return {
    name,
    dataDir: flags.get('data-dir') ?? `/${name}.etcd`,
    peerUrl: flags.get('initial-advertise-peer-urls') ?? '',
    clientUrl: flags.get('advertise-client-urls') ?? '',
    initial: foundersOf(flags.get('initial-cluster') ?? ''),
    state: flags.get('initial-cluster-state') === 'existing' ? 'existing' : 'new',
    token: flags.get('initial-cluster-token') ?? 'etcd-cluster',
    certificate: flags.get('cert-file'),
  };
}

/** The settings of an external member, from the file that its unit names; undefined where there is none. */
export function settingsOfUnit(machine: Machine): EtcdSettings | undefined {
  const file = /^EnvironmentFile=-?(.+)$/m.exec(machine.unitText(layout.etcdUnit) ?? '')?.[1];
  const text = file === undefined ? undefined : machine.files.text(file.trim());
  if (text === undefined) return undefined;
  const lines = [...text.matchAll(/^ETCD_([A-Z_]+)=(.*)$/gm)];
  return settingsOf(new Map(lines.map(([, name = '', value = '']) => [name.toLowerCase().replaceAll('_', '-'), value.trim()])));
}

const pod = z.object({ spec: z.object({ containers: z.tuple([z.object({ command: z.array(z.string()) })]) }) });

/** Where the manifest of a stacked member lies. */
export const etcdManifest = `${layout.staticPods}/etcd.yaml`;

/** The settings of a stacked member, from its static pod's command; undefined where there is none. */
export function settingsOfPod(machine: Machine): EtcdSettings | undefined {
  const parsed = pod.safeParse(yamlOf(machine.files.text(etcdManifest)));
  const [container] = parsed.data?.spec.containers ?? [];
  if (!container) return undefined;
  const flags = container.command.flatMap((word): [string, string][] => {
    const [, name, value] = /^--([a-z-]+)=(.*)$/s.exec(word) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  return settingsOf(new Map(flags));
}

function yamlOf(text: string | undefined): unknown {
  try {
    return load(text ?? '');
  } catch {
    return undefined;
  }
}
