import { problem, type Problem } from '../problems/problem.ts';
import { mostNodes, type Found, type FoundCluster, type FoundHost } from './found.ts';
import { expand } from './ranges.ts';
import { entriesOf, listOf, textOf, under } from './yaml.ts';

export const isKubeKey = (document: unknown): boolean =>
  (textOf(under(document, 'apiVersion')) ?? '').startsWith('kubekey.kubesphere.io/') &&
  listOf(under(document, 'spec', 'hosts')).length > 0;

/** A KubeKey configuration (`kind: Cluster`): hosts, and their roles by `roleGroups`. */
export function readKubeKey(document: unknown): Found {
  const spec = under(document, 'spec');
  const problems: Problem[] = [];
  const members = (...groups: readonly string[]): Set<string> =>
    new Set(
      groups.flatMap((group) =>
        listOf(under(spec, 'roleGroups', group)).flatMap((name) => {
          const expanded = expand(textOf(name) ?? '', mostNodes);
          return 'all' in expanded ? expanded.all : [];
        }),
      ),
    );
  const masters = members('control-plane', 'master', 'controlPlane');
  const workers = members('worker');
  const hosts = listOf(under(spec, 'hosts'))
    .slice(0, mostNodes + 1)
    .map((host, i) => hostOf(host, `spec.hosts[${i}]`, masters, workers, problems));
  return { hosts, cluster: clusterOf(document, spec), problems };
}

function hostOf(
  host: unknown,
  at: string,
  masters: ReadonlySet<string>,
  workers: ReadonlySet<string>,
  problems: Problem[],
): FoundHost {
  const text = (key: string): string | undefined => textOf(under(host, key));
  const [name = '', address, inside, port, user] = ['name', 'address', 'internalAddress', 'port', 'user'].map(text);
  const keyFile = text('privateKeyPath');
  const [password, key] = [text('password'), text('privateKey')];
  if (keyFile !== undefined && password === undefined)
    problems.push(problem('import.key-file', { at, path: keyFile.slice(0, 200) }));
  const labels = entriesOf(under(host, 'labels')).map(([label, value]) => `${label}=${textOf(value) ?? ''}`);
  // an internal address may be written with one for IPv6 behind a comma
  const nodeAddress = inside?.split(',')[0]?.trim();
  return {
    name,
    ...(address === undefined ? {} : { address }),
    ...(port === undefined || port === '22' ? {} : { port }),
    ...(nodeAddress === undefined || nodeAddress === address ? {} : { nodeAddress }),
    ...(labels.length > 0 && { labels: labels.join(', ') }),
    roles: !masters.has(name) ? 'worker' : workers.has(name) ? 'both' : 'master',
    ...(user === undefined && password === undefined && key === undefined && keyFile === undefined
      ? {}
      : {
          login: {
            user,
            password,
            key,
            ...(password === undefined && { keyFile }),
            becomePassword: user === 'root' ? undefined : password,
          },
        }),
  };
}

function clusterOf(document: unknown, spec: unknown): FoundCluster {
  const found = {
    name: textOf(under(document, 'metadata', 'name')),
    endpointAddress: textOf(under(spec, 'controlPlaneEndpoint', 'address')),
    endpointName: textOf(under(spec, 'controlPlaneEndpoint', 'domain')),
    endpointPort: textOf(under(spec, 'controlPlaneEndpoint', 'port')),
    podSubnet: textOf(under(spec, 'network', 'kubePodsCIDR')),
    serviceSubnet: textOf(under(spec, 'network', 'kubeServiceCIDR')),
  };
  return Object.fromEntries(Object.entries(found).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
