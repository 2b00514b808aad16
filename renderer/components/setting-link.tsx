import type { Place } from '../../shared/draft/place.ts';
import { after } from '../locales/after.ts';
import { useWords } from '../locales/language.tsx';
import { networkWords } from '../locales/network.ts';
import { nodesWords } from '../locales/nodes.ts';
import { registryWords } from '../locales/registry.ts';
import { shell } from '../locales/shell.ts';
import { hashOf, type StepName } from '../router/route.ts';
import { useCluster } from '../store/use-cluster.tsx';

/** Where a setting is typed: the step, and what stands before its field, part by part. */
interface Setting {
  readonly step: StepName;
  readonly label: readonly string[];
  /** The field itself, where one can be led to it. */
  readonly field?: string;
}

/** The settings of the wizard by their path in the draft or, where problems name that, in the spec. */
function useSettings(): Readonly<Record<string, Setting>> {
  const { endpoint } = useWords(after);
  const { steps } = useWords(shell);
  const network = useWords(networkWords);
  const nodes = useWords(nodesWords);
  const registry = useWords(registryWords);
  const at = (field: string, ...label: readonly string[]): Setting => ({ step: 'network', label, field });
  const column = (name: keyof typeof nodes.columns): Setting => ({ step: 'nodes', label: [steps.nodes, nodes.columns[name]] });
  const login: Setting = { step: 'nodes', label: [steps.nodes, nodes.auth] };
  const bastion: Setting = { step: 'nodes', label: [steps.nodes, nodes.bastion] };
  return {
    kubernetes: { step: 'package', label: [steps.package] },
    nodes: { step: 'nodes', label: [steps.nodes] },
    'access.auth': login,
    'access.user': { step: 'nodes', label: [steps.nodes, nodes.user] },
    'access.become': { step: 'nodes', label: [steps.nodes, nodes.become] },
    'bastion.address': bastion,
    'bastion.port': bastion,
    'bastion.user': bastion,
    'bastion.auth': bastion,
    hostname: column('hostname'),
    nodeAddress: column('nodeAddress'),
    'endpoint.address': at('endpoint.address', endpoint, network.address),
    'endpoint.name': at('endpoint.name', endpoint, network.name),
    'endpoint.port': at('endpoint.port', endpoint, network.port),
    'network.podSubnet': at('network.podSubnet', network.networks, network.podSubnet),
    'network.serviceSubnet': at('network.serviceSubnet', network.networks, network.serviceSubnet),
    'network.nodePorts': at('network.nodePorts', network.nodePorts),
    'network.dnsDomain': at('network.dnsDomain', network.dnsDomain),
    extraSans: at('extraSans', network.extraSans),
    etcdSans: at('etcdSans', network.etcdSans),
    'certificates.authorities': at('certificates.authorities', network.authorities),
    'certificates.leaves': at('certificates.leaves', network.leaves),
    more: at('more', network.more),
    'storage.root': at('storage.root', network.storage, network.root),
    'time.source': at('time.source', network.time, network.source),
    'time.servers': at('time.servers', network.time, network.servers),
    'registry.address': at('registry.address', registry.registry, registry.address),
    'registry.port': at('registry.port', registry.registry, registry.port),
    'registry.project': at('registry.project', registry.registry, registry.project),
    'registry.ca': at('registry.trust', registry.registry, registry.trust),
    'registry.plainHttp': at('registry.trust', registry.registry, registry.trust),
    'registry.user': at('registry.user', registry.registry, registry.user),
    'registry.login': at('registry.user', registry.registry, registry.user),
    'registry.login.secret': at('registry.secret', registry.registry, nodes.password),
  };
}

/** A setting that a text names by its path, as the wizard calls it, and led to; whatever else it is, a name set as such. */
function SettingLink({ path }: { readonly path: string }) {
  const settings = useSettings();
  const setting = Object.hasOwn(settings, path) ? settings[path] : undefined;
  return setting === undefined ? <code>{path}</code> : <Link to={setting} />;
}

/** How a problem's card shows the settings that it names. */
export const settingOf = (path: string) => <SettingLink path={path} />;

/** A field of the draft, as the wizard calls it, and led to; one that has no name of its own by its step. */
export function FieldLink({ place: { field, node } }: { readonly place: Place }) {
  const settings = useSettings();
  const { steps } = useWords(shell);
  const { columns } = useWords(nodesWords);
  const isColumn = (name: string): name is keyof typeof columns => Object.hasOwn(columns, name);
  if (node !== undefined)
    return <Link to={{ step: 'nodes', label: [steps.nodes, ...(isColumn(field) ? [columns[field]] : [])] }} />;
  const setting = Object.hasOwn(settings, field) ? settings[field] : undefined;
  return <Link to={setting ?? { step: 'network', label: [steps.network] }} />;
}

function Link({ to: { step, label, field } }: { readonly to: Setting }) {
  const dir = useCluster(({ summary }) => summary.dir);
  return <a href={hashOf({ page: 'cluster', dir, step, field })}>{label.join(' › ')}</a>;
}
