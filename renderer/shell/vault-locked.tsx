import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useCall } from '../api/use-call.ts';
import { useWords } from '../locales/language.tsx';
import { shell } from '../locales/shell.ts';

const UnlockDialog = lazy(() =>
  import('../features/cluster/vault-dialogs.tsx').then(({ UnlockDialog: Dialog }) => ({ default: Dialog })),
);

/** That the vault is locked, on every screen of its cluster: nothing can be reached without what is in it. Asked anew with each screen. */
export function VaultLocked({ dir, screen }: { readonly dir: string; readonly screen: string }) {
  const words = useWords(shell);
  const [state, again] = useCall(`${dir} ${screen}`, (engine, signal) => engine['vault.state']({ dir }, signal));
  const [unlocking, setUnlocking] = useState(false);
  if (state.state !== 'answered' || state.answer !== 'locked') return null;
  return (
    <div className="banner warn vault-locked" role="status">
      <strong>{words.vaultLocked}</strong>
      <Button size="xs" onClick={() => setUnlocking(true)}>
        {words.unlock}
      </Button>
      {unlocking && (
        <Suspense>
          <UnlockDialog
            dir={dir}
            close={() => {
              setUnlocking(false);
              again();
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
