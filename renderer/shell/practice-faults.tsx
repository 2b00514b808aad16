import { Button, Modal, Select } from '@mantine/core';
import { useState } from 'react';
import { practiceFaults, type PracticeFault } from '../../shared/contract/practice.ts';
import { useAction } from '../api/use-action.ts';
import { useCall } from '../api/use-call.ts';
import { ProblemList } from '../components/problem-card.tsx';
import { Answer } from '../components/states.tsx';
import { deploy } from '../locales/deploy.ts';
import { useWords } from '../locales/language.tsx';
import { shared } from '../locales/shared.ts';
import { useCluster } from '../store/use-cluster.tsx';

/** What is broken in practice, on every screen of a practice cluster: to break more, and to mend it. */
export function PracticeFaults() {
  const words = useWords(deploy);
  const common = useWords(shared);
  const [opened, open] = useState(false);
  return (
    <>
      <button type="button" className="faults-open" onClick={() => open(true)}>
        {words.faultsOpen}
      </button>
      <Modal
        opened={opened}
        onClose={() => open(false)}
        title={words.faultsTitle}
        size="lg"
        closeButtonProps={{ 'aria-label': common.close }}
      >
        <Faults />
      </Modal>
    </>
  );
}

function Faults() {
  const words = useWords(deploy);
  const { dir } = useCluster((state) => state.summary);
  const nodes = useCluster((state) => state.draft.nodes);
  const [host, setHost] = useState(nodes[0]?.name ?? '');
  const [fault, setFault] = useState<PracticeFault>('join-fails');
  const [list, again] = useCall(dir, (engine, signal) => engine['practice.faults']({ dir }, signal));
  const change = useAction(
    async (engine, signal, what: 'practice.inject' | 'practice.mend', on: string, which: PracticeFault) => {
      await engine[what]({ dir, host: on, fault: which }, signal);
      again();
    },
  );
  return (
    <div className="stack">
      <p className="quiet">{words.faultsLead}</p>
      <div className="path-field">
        <Select
          label={words.fault}
          value={fault}
          onChange={(value) => setFault(value ?? 'join-fails')}
          data={practiceFaults.map((value) => ({ value, label: words.faults[value] }))}
        />
        <Select
          label={words.host}
          searchable
          value={host}
          onChange={(value) => setHost(value ?? '')}
          data={[...new Set(nodes.map(({ name }) => name).filter((name) => name !== ''))]}
        />
        <Button disabled={host === ''} loading={change.busy} onClick={() => change.run('practice.inject', host, fault)}>
          {words.inject}
        </Button>
      </div>
      <ProblemList problems={change.problems} />
      <Answer of={list} again={again}>
        {(faults) =>
          faults.length === 0 ? (
            <p className="quiet">{words.noFaults}</p>
          ) : (
            <table className="plain">
              <tbody>
                {faults.map((one) => (
                  <tr key={`${one.host} ${one.fault}`}>
                    <td className="mono">{one.host}</td>
                    <td>
                      {words.faults[one.fault]}
                      {one.shows !== undefined && (
                        <small className="shows">
                          {one.fault === 'wrong-password' ? words.wantsPassword : words.showsKey} <code>{one.shows}</code>
                        </small>
                      )}
                    </td>
                    <td className="right">
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => change.run('practice.mend', one.host, one.fault)}
                      >
                        {words.mend}
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answer>
    </div>
  );
}
