import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Output } from '../../../shared/contract/engine-api.ts';
import { useAction, type Action } from '../../api/use-action.ts';
import { NewPassphrase } from '../../components/new-passphrase.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { clusterWords } from '../../locales/cluster.ts';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { useCluster } from '../../store/use-cluster.tsx';

export interface VaultDialogProps {
  readonly dir: string;
  readonly status: Output<'vault.status'>;
  readonly close: () => void;
}

/** Protects a plain vault, or changes the passphrase of an encrypted one. */
export function PassphraseDialog({ dir, status: { state }, close }: VaultDialogProps) {
  const words = useWords(clusterWords);
  const [present, setPresent] = useState('');
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const plain = state === 'plain';
  const protect = useAction(async (engine, signal) => {
    if (chosen === undefined) return;
    await engine['vault.protect']({ dir, passphrase: chosen, ...(plain ? {} : { from: present }) }, signal);
    close();
  });
  const ready = chosen !== undefined && (plain || present !== '');
  return (
    <Ask
      title={plain ? words.protectTitle : words.changeTitle}
      lead={words.protectLead}
      does={protect}
      ready={ready}
      close={close}
    >
      {!plain && (
        <PasswordInput
          label={words.present}
          required
          data-autofocus
          autoComplete="current-password"
          value={present}
          onChange={(event) => setPresent(event.currentTarget.value)}
        />
      )}
      <NewPassphrase label={words.chosen} choose={setChosen} />
    </Ask>
  );
}

export function UnlockDialog({ dir, close }: Pick<VaultDialogProps, 'dir' | 'close'>) {
  const words = useWords(clusterWords);
  const [typed, setTyped] = useState('');
  const unlock = useAction(async (engine, signal) => {
    await engine['vault.unlock']({ dir, passphrase: typed }, signal);
    close();
  });
  return (
    <Ask title={words.unlockTitle} does={unlock} ready={typed !== ''} close={close}>
      <PasswordInput
        label={words.passphrase}
        required
        data-autofocus
        autoComplete="current-password"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Ask>
  );
}

/** A copy for somebody else, under a passphrase of theirs. */
export function HandOverDialog({ dir, close }: VaultDialogProps) {
  const words = useWords(clusterWords);
  const [to, setTo] = useState(`${dir}-copy`);
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const [copied, setCopied] = useState<Output<'vault.handOver'> | undefined>(undefined);
  const copy = useAction(async (engine, signal) => {
    if (chosen !== undefined) setCopied(await engine['vault.handOver']({ dir, to: to.trim(), passphrase: chosen }, signal));
  });
  if (copied !== undefined)
    return (
      <Said title={words.handOverTitle} close={close}>
        {words.copied(copied.secrets, copied.to)}
      </Said>
    );
  return (
    <Ask
      title={words.handOverTitle}
      lead={words.handOverLead}
      does={copy}
      ready={chosen !== undefined && to.trim() !== ''}
      close={close}
    >
      <TextInput label={words.to} required data-autofocus value={to} onChange={(event) => setTo(event.currentTarget.value)} />
      <NewPassphrase label={words.theirs} choose={setChosen} />
    </Ask>
  );
}

/** Erases the keys here, which cannot be undone: the cluster's name has to be typed. */
export function ForgetDialog({ dir, status: { handedOver }, close }: VaultDialogProps) {
  const words = useWords(clusterWords);
  const { name } = useCluster((state) => state.summary);
  const [typed, setTyped] = useState('');
  const forget = useAction(async (engine, signal) => {
    await engine['vault.forget']({ dir, confirmed: typed.trim() }, signal);
    close();
  });
  return (
    <Ask
      title={words.forgetTitle}
      lead={words.forgetLead}
      does={forget}
      word={words.doForget}
      dangerous
      ready={typed.trim() === name}
      close={close}
    >
      {handedOver.length === 0 && <p className="banner warn">{words.forgetCopy}</p>}
      <TextInput
        label={words.typeName(name)}
        required
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Ask>
  );
}

/** A form in a dialog: what is to be known, the fields, and what the button does. */
function Ask({
  title,
  lead,
  does,
  word = title,
  dangerous = false,
  ready,
  close,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly does: Action<readonly []>;
  /** On the button; the title, unless it is given. */
  readonly word?: string;
  readonly dangerous?: boolean;
  readonly ready: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
}) {
  const common = useWords(shared);
  return (
    <Modal opened onClose={close} title={title} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) does.run();
        }}
      >
        {lead !== undefined && <p className="quiet">{lead}</p>}
        {children}
        <ProblemList problems={does.problems} />
        <div className="dialog-actions">
          <Button variant="default" onClick={close}>
            {common.cancel}
          </Button>
          <Button type="submit" {...(dangerous ? { color: 'red' } : {})} disabled={!ready} loading={does.busy}>
            {word}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Said({ title, close, children }: { readonly title: string; readonly close: () => void; readonly children: ReactNode }) {
  const common = useWords(shared);
  return (
    <Modal opened onClose={close} title={title} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
      <p role="status">{children}</p>
      <div className="dialog-actions">
        <Button data-autofocus onClick={close}>
          {common.close}
        </Button>
      </div>
    </Modal>
  );
}
