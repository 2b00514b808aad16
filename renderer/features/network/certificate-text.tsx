import { Textarea } from '@mantine/core';
import { useLanguage } from '../../locales/language.tsx';
import type { FieldProblems } from '../nodes/field-problems.ts';
import { fieldError } from './field-error.ts';

/** A certificate in PEM form, pasted or from a file; what is wrong with it stands below it. */
export function CertificateText({
  label,
  value,
  wrong,
  at,
  change,
}: {
  readonly label: string;
  readonly value: string;
  readonly wrong: FieldProblems;
  /** The field's path in the draft. */
  readonly at: string;
  readonly change: (to: string) => void;
}) {
  const language = useLanguage();
  return (
    <Textarea
      label={label}
      placeholder="-----BEGIN CERTIFICATE-----"
      rows={4}
      classNames={{ input: 'mono' }}
      spellCheck={false}
      value={value}
      withAsterisk={value === '' && wrong.has(at)}
      error={value === '' ? undefined : fieldError(wrong, at, language)}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
