import { Button, SegmentedControl, Select } from '@mantine/core';
import { useMemo } from 'react';
import { networkOverlaps } from '../../../shared/checks/networks.ts';
import type { Draft } from '../../../shared/draft/draft.ts';
import { plainNetwork } from '../../../shared/draft/lists.ts';
import { lackingForNetwork } from '../../../shared/draft/secret-names.ts';
import type { DraftSpec } from '../../../shared/draft/spec.ts';
import { cidr } from '../../../shared/model/scalars.ts';
import { explain, type Problem } from '../../../shared/problems/problem.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { networkWords } from '../../locales/network.ts';
import { shared } from '../../locales/shared.ts';
import { shell } from '../../locales/shell.ts';
import { useField } from '../../router/use-field.ts';
import { goTo } from '../../router/use-route.tsx';
import type { Hosts } from '../../store/hosts.ts';
import { useCluster, useClusterStore, useDraft, useEdit } from '../../store/use-cluster.tsx';
import { findingsOf } from '../../store/use-spec.ts';
import { useDraftSpec } from '../nodes/field-problems.ts';
import { Advanced } from './advanced.tsx';
import { DraftText } from './draft-text.tsx';
import { FreeSpace } from './free-space.tsx';
import { isOfNetwork } from './of-network.ts';
import { Registry } from './registry.tsx';
import { Topology } from './topology.tsx';

const kinds = ['keepalived', 'external'] as const;
const sources = ['host', 'servers', 'first-master'] as const;

/** Where the cluster is reached, its networks, its directories and its time; drawn, and judged as it is typed. */
export function Network() {
  const words = useWords(networkWords);
  const common = useWords(shared);
  const { steps } = useWords(shell);
  useField();
  const { dir } = useClusterStore().getState().summary;
  const draft = useDraft((whole) => whole);
  const edit = useEdit();
  const hosts = useCluster((state) => state.hosts);
  const { made, wrong } = useDraftSpec();
  const lacking = useCluster(({ draft, kept, summary }) => lackingForNetwork(draft, kept, summary.stands).length);
  const fields = [...wrong.keys()].filter((field) => !field.includes('/') && isOfNetwork({ field })).length + lacking;
  const { endpoint, network, storage, time } = draft;
  const put = (change: Partial<Draft['endpoint']>) => edit((held) => ({ ...held, endpoint: { ...held.endpoint, ...change } }));
  const overlapping = useOverlaps(network, hosts);
  const atHosts = useEndpointAtHosts(made);
  return (
    <Screen
      title={steps.network}
      lead={words.lead}
      why={fields > 0 ? words.wrong(fields) : undefined}
      actions={
        <>
          <Button variant="default" onClick={() => goTo({ page: 'cluster', dir, step: 'nodes' })}>
            {common.back}
          </Button>
          <Button onClick={() => goTo({ page: 'cluster', dir, step: 'checks' })}>{common.next}</Button>
        </>
      }
    >
      <Panel title={words.endpoint}>
        <SegmentedControl
          aria-label={words.endpoint}
          value={endpoint.kind}
          data={kinds.map((value) => ({ value, label: words.kinds[value] }))}
          onChange={(value) => put({ kind: kinds.find((kind) => kind === value) ?? 'keepalived' })}
        />
        <div className="fields pairs">
          <DraftText
            label={words.address}
            hint={words.addressHint[endpoint.kind]}
            value={endpoint.address}
            wrong={wrong}
            at="endpoint.address"
            besides={atHosts}
            change={(address) => put({ address })}
          />
          {endpoint.kind === 'keepalived' && (
            <DraftText
              label={words.name}
              hint={words.nameHint}
              value={endpoint.name}
              wrong={wrong}
              at="endpoint.name"
              change={(name) => put({ name })}
            />
          )}
          <DraftText
            label={words.port}
            usual="6443"
            value={endpoint.port}
            wrong={wrong}
            at="endpoint.port"
            change={(port) => put({ port })}
          />
        </div>
      </Panel>
      <Panel title={words.networks}>
        <div className="fields pairs">
          {(['podSubnet', 'serviceSubnet'] as const).map((key) => (
            <DraftText
              key={key}
              label={words[key]}
              hint={words.networkHint}
              usual={key === 'podSubnet' ? '10.244.0.0/16' : '10.96.0.0/12'}
              value={network[key]}
              wrong={wrong}
              at={`network.${key}`}
              change={(to) => edit((held) => ({ ...held, network: { ...held.network, [key]: to } }))}
            />
          ))}
        </div>
        <ProblemList problems={overlapping.filter(firstOfItsNetwork)} />
        {overlapping.length > 1 && <p className="quiet">{words.overlaps(new Set(overlapping.map(({ host }) => host)).size)}</p>}
      </Panel>
      <Panel title={words.topology}>
        <Topology draft={draft} hosts={hosts} />
      </Panel>
      <Panel title={words.storage}>
        <div className="fields pairs">
          <DraftText
            label={words.root}
            hint={words.rootHint}
            value={storage.root}
            wrong={wrong}
            at="storage.root"
            change={(root) => edit((held) => ({ ...held, storage: { ...held.storage, root } }))}
          />
        </div>
        <FreeSpace draft={draft} hosts={hosts} />
      </Panel>
      <Panel title={words.time}>
        <div className="fields pairs">
          <Select
            label={words.source}
            data-field="time.source"
            value={time.source}
            data={sources.map((value) => ({ value, label: words.sources[value] }))}
            onChange={(value) =>
              edit((held) => ({ ...held, time: { ...held.time, source: sources.find((source) => source === value) ?? 'host' } }))
            }
          />
          {time.source === 'servers' && (
            <DraftText
              label={words.servers}
              value={time.servers}
              wrong={wrong}
              at="time.servers"
              change={(servers) => edit((held) => ({ ...held, time: { ...held.time, servers } }))}
            />
          )}
        </div>
        <Skew hosts={hosts} />
      </Panel>
      <Registry draft={draft} edit={edit} wrong={wrong} />
      <Advanced draft={draft} edit={edit} wrong={wrong} />
    </Screen>
  );
}

/** Where the networks, as typed, overlap those that the nodes are on. One that is half typed overlaps nothing yet. */
function useOverlaps(typed: Draft['network'], hosts: Hosts) {
  const { podSubnet, serviceSubnet } = typed;
  return useMemo(() => {
    const sound = (text: string, usual: string, none: string) => {
      const meant = plainNetwork(text);
      return meant === '' ? usual : cidr.safeParse(meant).success ? meant : none;
    };
    const network = {
      podSubnet: sound(podSubnet, '10.244.0.0/16', '240.0.0.0/32'),
      serviceSubnet: sound(serviceSubnet, '10.96.0.0/12', '240.0.0.0/32'),
    };
    return [...hosts].flatMap(([name, host]) => (host.state === 'known' ? networkOverlaps(network, name, host.facts.cards) : []));
  }, [podSubnet, serviceSubnet, hosts]);
}

/** What the hosts that are known say against the endpoint's address: it is taken, or another network's. */
function useEndpointAtHosts(made: DraftSpec): string | undefined {
  const language = useLanguage();
  const hosts = useCluster((state) => state.hosts);
  const bundle = useCluster((state) => state.bundle);
  const summary = useCluster((state) => state.summary);
  const found = useMemo(
    () =>
      'spec' in made
        ? findingsOf(made.spec, { hosts, bundle, summary }).findings.find(({ check }) => check === 'endpoint')
        : undefined,
    [made, hosts, bundle, summary],
  );
  if (found === undefined) return undefined;
  const said = explain(found.problem, language);
  return [`${said.what}${language === 'zh' ? '：' : ': '}${said.found}`, found.problem.host ?? ''].filter(Boolean).join(' · ');
}

/** One card for each network of the cluster: all nodes of a site are on the same. */
const firstOfItsNetwork = ({ params }: Problem, i: number, all: readonly Problem[]): boolean =>
  all.findIndex((other) => other.params['which'] === params['which']) === i;

function Skew({ hosts }: { readonly hosts: Hosts }) {
  const words = useWords(networkWords);
  const skews = [...hosts.values()].flatMap((host) => (host.state === 'known' ? [Math.abs(host.facts.skewMs)] : []));
  return <p className="quiet">{skews.length === 0 ? words.notConnected : words.skew(Math.max(...skews))}</p>;
}
