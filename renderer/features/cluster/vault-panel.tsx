import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Output } from '../../../shared/contract/engine-api.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { Answer } from '../../components/states.tsx';
import { clusterWords } from '../../locales/cluster.ts';
import { moment } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { ForgetDialog, HandOverDialog, PassphraseDialog, UnlockDialog, type VaultDialogProps } from './vault-dialogs.tsx';
import { VaultSystem } from './vault-system.tsx';

type Status = Output<'vault.status'>;
type Dialog = 'passphrase' | 'unlock' | 'hand-over' | 'forget';

const dialogs: Readonly<Record<Dialog, (props: VaultDialogProps) => ReactNode>> = {
  passphrase: PassphraseDialog,
  unlock: UnlockDialog,
  'hand-over': HandOverDialog,
  forget: ForgetDialog,
};

/** How the cluster's keys are kept, what became of them, and what can be done with them. */
export function VaultPanel({ dir }: { readonly dir: string }) {
  const words = useWords(clusterWords);
  const [status, again] = useCall(dir, (engine, signal) => engine['vault.status']({ dir }, signal));
  return (
    <Panel title={words.vault}>
      <Answer of={status} again={again}>
        {(answer) => <Vault dir={dir} status={answer} again={again} />}
      </Answer>
    </Panel>
  );
}

function Vault({ dir, status, again }: { readonly dir: string; readonly status: Status; readonly again: () => void }) {
  const words = useWords(clusterWords);
  const language = useLanguage();
  const [dialog, open] = useState<Dialog | undefined>(undefined);
  const { state, secrets, protectors, handedOver, erased } = status;
  const lock = useAction(async (engine, signal) => {
    await engine['vault.lock']({ dir }, signal);
    again();
  });
  const Dialog = dialog === undefined ? undefined : dialogs[dialog];
  const close = () => {
    open(undefined);
    again();
  };
  return (
    <div className="stack">
      <p>
        <span className={`chip ${state === 'plain' ? 'warn' : 'ok'}`}>{words.vaultStates[state]}</span>
        {secrets !== undefined && <span className="quiet"> {words.secrets(secrets)}</span>}
        {protectors.length > 0 && <span className="quiet"> · {words.protectors(protectors.map(words.system).join(', '))}</span>}
      </p>
      {(handedOver.length > 0 || erased !== undefined) && (
        <ul className="quiet">
          {handedOver.map(({ at, by, to }) => (
            <li key={`${at} ${to}`}>{words.handedOver(moment(at, language), by, to)}</li>
          ))}
          {erased !== undefined && <li>{words.erased(moment(erased.at, language), erased.by, erased.secrets)}</li>}
        </ul>
      )}
      <ProblemList problems={lock.problems} />
      <div className="buttons">
        {state !== 'locked' && (
          <Button size="xs" variant="default" onClick={() => open('passphrase')}>
            {state === 'plain' ? words.protect : words.change}
          </Button>
        )}
        {state === 'unlocked' && (
          <Button size="xs" variant="default" loading={lock.busy} onClick={() => lock.run()}>
            {words.lock}
          </Button>
        )}
        {state === 'locked' ? (
          <Button size="xs" onClick={() => open('unlock')}>
            {words.unlock}
          </Button>
        ) : (
          <Button size="xs" variant="default" onClick={() => open('hand-over')}>
            {words.handOver}
          </Button>
        )}
        <VaultSystem dir={dir} status={status} changed={again} />
        <Button size="xs" variant="subtle" color="red" onClick={() => open('forget')}>
          {words.forget}
        </Button>
      </div>
      {Dialog !== undefined && <Dialog dir={dir} status={status} close={close} />}
    </div>
  );
}
