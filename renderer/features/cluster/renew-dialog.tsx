import { Button, Checkbox, Modal, Select } from '@mantine/core';
import { Fragment, useState } from 'react';
import { leafGroups, type LeafGroup } from '../../../shared/certificates/leaf-groups.ts';
import { unsurveyed } from '../../../shared/certificates/unsurveyed.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { type Turn, turnsOf } from '../../../shared/planner/renew/turns.ts';
import { useAction } from '../../api/use-action.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { clusterWords } from '../../locales/cluster.ts';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { goTo } from '../../router/use-route.tsx';
import { useClusterStore } from '../../store/use-cluster.tsx';
import { useSpec } from '../../store/use-spec.ts';

/** What a renewal does, and which certificates are to be renewed; it is a run like any other, and shown as one. */
export function RenewDialog({
  dir,
  goesOn,
  close,
}: {
  readonly dir: string;
  /** Whether one that is not finished is gone on with: which certificates it renews is decided already. */
  readonly goesOn: boolean;
  readonly close: () => void;
}) {
  const words = useWords(clusterWords);
  const common = useWords(shared);
  const store = useClusterStore();
  const [chosen, setChosen] = useState<readonly LeafGroup[]>(leafGroups);
  const [on, setOn] = useState<string | null>(null);
  const drafted = useSpec();
  const spec = 'spec' in drafted ? drafted.spec : undefined;
  const offered = leafGroups.filter((group) => group !== 'registry' || spec?.registry?.kind === 'cluster');
  const turns = spec && touched(spec, chosen, on);
  const renew = useAction(async (engine, signal) => {
    const groups = chosen.length < leafGroups.length ? { groups: [...chosen] } : {};
    const nodes = on === null ? {} : { nodes: [on] };
    await engine['certificates.renew']({ dir, ...(goesOn ? {} : { ...groups, ...nodes }) }, signal);
    await store.getState().refresh();
    goTo({ page: 'cluster', dir, step: 'deploy' });
  });
  return (
    <Modal opened onClose={close} title={words.renewTitle} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
      <div className="stack">
        <p>{words.renewLead}</p>
        {!goesOn && spec !== undefined && (
          <Select
            label={words.renewOn}
            placeholder={words.allNodes}
            clearable
            value={on}
            data={spec.nodes.map(({ name }) => name)}
            onChange={setOn}
          />
        )}
        {!goesOn && (
          <fieldset className="stack plain-set">
            <legend>{words.renewWhich}</legend>
            <div className="buttons">
              {offered.map((group) => (
                <Checkbox
                  key={group}
                  label={words.groups[group]}
                  checked={chosen.includes(group)}
                  onChange={({ currentTarget: { checked } }) =>
                    setChosen(leafGroups.filter((one) => (one === group ? checked : chosen.includes(one))))
                  }
                />
              ))}
            </div>
          </fieldset>
        )}
        {!goesOn && turns !== undefined && <Touched turns={turns} />}
        <ProblemList problems={renew.problems} />
        <div className="dialog-actions">
          <Button variant="default" onClick={close}>
            {common.cancel}
          </Button>
          <Button
            disabled={!goesOn && (chosen.length === 0 || turns?.length === 0)}
            loading={renew.busy}
            onClick={() => renew.run()}
          >
            {goesOn ? words.goOnRenewing : words.doRenew}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

const touched = (spec: ClusterSpec, groups: readonly LeafGroup[], on: string | null): Turn[] =>
  turnsOf(unsurveyed(spec), { groups, nodes: on === null ? spec.nodes.map(({ name }) => name) : [on] });

/** Names of more hosts than these are not all written out. */
const most = 4;
const inShort = (hosts: readonly string[]): readonly string[] =>
  hosts.length <= most ? hosts : [hosts[0] ?? '', '…', `${hosts.at(-1) ?? ''} (${hosts.length})`];

/** What the renewal does where: before anything is begun. */
function Touched({ turns }: { readonly turns: readonly Turn[] }) {
  const words = useWords(clusterWords);
  if (turns.length === 0) return <p role="status">{words.touchesNothing}</p>;
  return (
    <table className="plain" aria-label={words.touches}>
      <thead>
        <tr>
          <th>{words.hosts}</th>
          <th className="right">{words.newOnes}</th>
          <th>{words.restarts}</th>
        </tr>
      </thead>
      <tbody>
        {turns.map(({ hosts, certificates, restarts }) => (
          <tr key={hosts.join()}>
            <td>{hosts.length === 0 ? words.ownPlace : <Names names={inShort(hosts)} />}</td>
            <td className="right number">{certificates}</td>
            <td>{restarts.length === 0 ? '–' : <Names names={restarts.map((unit) => unit.replace(/\.service$/, ''))} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Names one after the other, none of them broken. */
const Names = ({ names }: { readonly names: readonly string[] }) =>
  names.map((name) => (
    <Fragment key={name}>
      <span className="mono whole">{name}</span>{' '}
    </Fragment>
  ));
