import { Button } from '@mantine/core';
import type { Output } from '../../../shared/contract/engine-api.ts';
import { useAction } from '../../api/use-action.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { clusterWords } from '../../locales/cluster.ts';
import { useWords } from '../../locales/language.tsx';

interface VaultSystemProps {
  readonly dir: string;
  readonly status: Output<'vault.status'>;
  readonly changed: () => void;
}

/** What this computer's system can do for an encrypted vault: open it besides its passphrase, from when that is wished until it is taken back. */
export function VaultSystem({ dir, status: { state, system, protectors }, changed }: VaultSystemProps) {
  const words = useWords(clusterWords);
  const trusted = system !== undefined && protectors.includes(system);
  const trust = useAction(async (engine, signal) => {
    await engine['vault.trustSystem']({ dir, trusted: !trusted }, signal);
    changed();
  });
  const unlock = useAction(async (engine, signal) => {
    await engine['vault.unlockBySystem']({ dir }, signal);
    changed();
  });
  if (system === undefined || state === 'plain' || (state === 'locked' && !trusted)) return null;
  const act = state === 'locked' ? unlock : trust;
  const named = words.system(system);
  const unlocked = trusted ? words.distrustSystem : words.trustSystem;
  return (
    <>
      <ProblemList problems={act.problems} />
      <Button size="xs" variant="default" loading={act.busy} onClick={() => act.run()}>
        {state === 'locked' ? words.unlockBySystem(named) : unlocked(named)}
      </Button>
    </>
  );
}
