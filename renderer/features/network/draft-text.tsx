import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { fieldWords } from '../../locales/fields.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import type { FieldProblems } from '../nodes/field-problems.ts';
import { fieldError, isMissing } from './field-error.ts';

/**
 * A text of the draft: what is wrong with it stands below it as soon as it is typed, and that it is missing once it was left empty; its
 * placeholder is the default.
 */
export function DraftText({
  label,
  hint,
  value,
  usual = '',
  wrong,
  at,
  besides,
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
  /** What is wrong with it that the draft alone does not tell. */
  readonly besides?: string | undefined;
  readonly change: (to: string) => void;
}) {
  const words = useWords(fieldWords);
  const language = useLanguage();
  const [left, setLeft] = useState(false);
  const missing = isMissing(wrong, at);
  return (
    <TextInput
      label={label}
      data-field={at}
      description={hint}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      placeholder={usual}
      withAsterisk={missing}
      error={fieldError(wrong, at, language) ?? (missing && left ? words.missing : besides)}
      autoComplete="off"
      spellCheck={false}
      onBlur={() => setLeft(true)}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
