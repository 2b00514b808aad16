import { Textarea } from '@mantine/core';
import { explain } from '../../../shared/problems/problem.ts';
import { useLanguage } from '../../locales/language.tsx';
import type { FieldProblems } from '../nodes/field-problems.ts';

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
  const first = wrong.get(at)?.[0];
  const said = first && first.code !== 'spec.missing' && value !== '' ? explain(first, language) : undefined;
  return (
    <Textarea
      label={label}
      placeholder="-----BEGIN CERTIFICATE-----"
      rows={4}
      classNames={{ input: 'mono' }}
      spellCheck={false}
      value={value}
      error={said && `${said.found}. ${said.expected}`}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
