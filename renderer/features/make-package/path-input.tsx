import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { PathPicker, type Wanted } from '../../components/path-picker.tsx';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';

/** A path on the engine's machine, typed or found. */
export function PathInput({
  label,
  description,
  value,
  wanted,
  choose,
  change,
}: {
  readonly label: string;
  readonly description?: string | undefined;
  readonly value: string;
  readonly wanted: Wanted;
  /** What becomes of a path that was found; that which is typed is taken as it is. */
  readonly choose?: (path: string) => string;
  readonly change: (path: string) => void;
}) {
  const words = useWords(shared);
  const [picking, setPicking] = useState(false);
  return (
    <div className="path-field">
      <TextInput
        label={label}
        description={description}
        value={value}
        onChange={(event) => change(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
      />
      <Button variant="default" onClick={() => setPicking(true)} aria-label={`${label}: ${words.browse}`}>
        {words.browse}
      </Button>
      <PathPicker
        title={label}
        wanted={wanted}
        opened={picking}
        close={() => setPicking(false)}
        choose={(path) => {
          setPicking(false);
          change(choose ? choose(path) : path);
        }}
      />
    </div>
  );
}
