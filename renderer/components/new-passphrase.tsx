import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { clusterWords } from '../locales/cluster.ts';
import { useWords } from '../locales/language.tsx';

/** A passphrase that is chosen, typed twice; `choose` is told undefined as long as the two differ. */
export function NewPassphrase({
  label,
  choose,
}: {
  readonly label: string;
  readonly choose: (passphrase: string | undefined) => void;
}) {
  const words = useWords(clusterWords);
  const [typed, setTyped] = useState('');
  const [repeated, setRepeated] = useState('');
  const told = (first: string, second: string) => choose(first !== '' && first === second ? first : undefined);
  return (
    <>
      <PasswordInput
        data-autofocus
        label={label}
        required
        autoComplete="new-password"
        value={typed}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value);
          told(value, repeated);
        }}
      />
      <PasswordInput
        label={words.repeat}
        required
        autoComplete="new-password"
        value={repeated}
        error={repeated !== '' && typed !== repeated ? words.differ : undefined}
        onChange={({ currentTarget: { value } }) => {
          setRepeated(value);
          told(typed, value);
        }}
      />
    </>
  );
}
