import { TextInput } from '@mantine/core';
import { useLanguage } from '../../locales/language.tsx';
import type { FieldProblems } from '../nodes/field-problems.ts';
import { fieldError } from './field-error.ts';

/** A text of the draft: what is wrong with it stands below it as soon as it is typed; its placeholder is the default. */
export function DraftText({
  label,
  hint,
  value,
  usual = '',
  wrong,
  at,
  change,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  /** The default that an empty field has. */
  readonly usual?: string;
  readonly wrong: FieldProblems;
  /** The field's path in the draft. */
  readonly at: string;
  readonly change: (to: string) => void;
}) {
  const language = useLanguage();
  return (
    <TextInput
      label={label}
      data-field={at}
      description={hint}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      placeholder={usual}
      error={fieldError(wrong, at, language)}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
