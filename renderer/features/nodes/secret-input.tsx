import { Button, PasswordInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { NeededSecret } from '../../../shared/draft/secret-names.ts';
import { useAction } from '../../api/use-action.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import { useClusterStore } from '../../store/use-cluster.tsx';

const labelOf = { password: 'password', key: 'key', passphrase: 'passphrase', become: 'becomePassword' } as const;

/** A secret goes from here straight into the vault; nothing of it stays in the window or in the draft. */
export function SecretInput({
  secret,
  kept,
  at,
  onKept,
}: {
  readonly secret: NeededSecret;
  readonly kept: boolean;
  /** The field's path in the draft, where one is led to it. */
  readonly at?: string;
  readonly onKept: () => void;
}) {
  const words = useWords(nodesWords);
  const { dir } = useClusterStore().getState().summary;
  const [typed, setTyped] = useState('');
  const keep = useAction(async (engine, signal) => {
    if (typed === '') return;
    await engine['secrets.set']({ dir, name: secret.name, value: typed }, signal);
    setTyped('');
    onKept();
  });
  const field = {
    label: words[labelOf[secret.use]],
    value: typed,
    placeholder: kept ? `•••••• ${words.kept}` : '',
    autoComplete: 'off',
    spellCheck: false,
    'data-field': at,
    onBlur: () => keep.run(),
  };
  return (
    <form
      className="secret"
      onSubmit={(event) => {
        event.preventDefault();
        keep.run();
      }}
    >
      {secret.use === 'key' ? (
        <Textarea {...field} rows={typed === '' ? 1 : 4} onChange={(event) => setTyped(event.currentTarget.value)} />
      ) : (
        <PasswordInput {...field} onChange={(event) => setTyped(event.currentTarget.value)} />
      )}
      {typed !== '' && (
        <Button type="submit" size="sm" variant="default" loading={keep.busy}>
          {words.keep}
        </Button>
      )}
      <ProblemList problems={keep.problems} />
    </form>
  );
}
