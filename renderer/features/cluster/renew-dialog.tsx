import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import { leafGroups, type LeafGroup } from '../../../shared/certificates/leaf-groups.ts';
import { useAction } from '../../api/use-action.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { clusterWords } from '../../locales/cluster.ts';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { goTo } from '../../router/use-route.tsx';
import { useClusterStore } from '../../store/use-cluster.tsx';

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
  const renew = useAction(async (engine, signal) => {
    const some = !goesOn && chosen.length < leafGroups.length;
    await engine['certificates.renew']({ dir, ...(some ? { groups: [...chosen] } : {}) }, signal);
    await store.getState().refresh();
    goTo({ page: 'cluster', dir, step: 'deploy' });
  });
  return (
    <Modal opened onClose={close} title={words.renewTitle} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
      <div className="stack">
        <p>{words.renewLead}</p>
        {!goesOn && (
          <fieldset className="stack plain-set">
            <legend>{words.renewWhich}</legend>
            {leafGroups.map((group) => (
              <Checkbox
                key={group}
                label={words.groups[group]}
                checked={chosen.includes(group)}
                onChange={({ currentTarget: { checked } }) =>
                  setChosen(leafGroups.filter((one) => (one === group ? checked : chosen.includes(one))))
                }
              />
            ))}
          </fieldset>
        )}
        <ProblemList problems={renew.problems} />
        <div className="dialog-actions">
          <Button variant="default" onClick={close}>
            {common.cancel}
          </Button>
          <Button disabled={chosen.length === 0} loading={renew.busy} onClick={() => renew.run()}>
            {goesOn ? words.goOnRenewing : words.doRenew}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
