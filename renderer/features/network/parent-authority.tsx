import { Button, Checkbox, Textarea } from '@mantine/core';
import { useRef } from 'react';
import type { Draft } from '../../../shared/draft/draft.ts';
import { parentSecrets } from '../../../shared/draft/secret-names.ts';
import { explain } from '../../../shared/problems/problem.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { networkWords } from '../../locales/network.ts';
import { useClusterStore } from '../../store/use-cluster.tsx';
import type { FieldProblems } from '../nodes/field-problems.ts';
import { SecretInput } from '../nodes/secret-input.tsx';

/** In bytes; no certificate or key is larger. */
const largest = 65_536;

/** The company's own authority, which is to sign the cluster's: its certificate is typed, its key goes straight into the vault. */
export function ParentAuthority({
  draft,
  edit,
  wrong,
}: {
  readonly draft: Draft;
  readonly edit: (change: (draft: Draft) => Draft) => void;
  readonly wrong: FieldProblems;
}) {
  const words = useWords(networkWords);
  const language = useLanguage();
  const { dir } = useClusterStore().getState().summary;
  const { parent } = draft;
  const [names, again] = useCall(dir, (engine, signal) => engine['secrets.names']({ dir }, signal));
  const kept = new Set(names.state === 'answered' ? names.answer : []);
  const put = (to: Draft['parent']) => edit((held) => ({ ...held, parent: to }));
  const [key] = parentSecrets(draft);
  const certificateFile = useAction(async (_engine, _signal, file: File) => {
    const certificate = await file.slice(0, largest).text();
    edit((held) => ({ ...held, parent: held.parent && { ...held.parent, certificate } }));
  });
  const keyFile = useAction(async (engine, signal, file: File) => {
    if (key === undefined) return;
    await engine['secrets.set']({ dir, name: key.name, value: await file.slice(0, largest).text() }, signal);
    again();
  });
  const first = wrong.get('parent')?.[0];
  const said = first && first.code !== 'spec.missing' ? explain(first, language) : undefined;
  return (
    <section className="stack parent">
      <Checkbox
        label={words.parent}
        description={words.parentHint}
        checked={parent !== undefined}
        onChange={({ currentTarget: { checked } }) => put(checked ? { certificate: '', passphrase: false } : undefined)}
      />
      {parent !== undefined && (
        <div className="stack inside-of">
          <Textarea
            label={words.parentCertificate}
            placeholder="-----BEGIN CERTIFICATE-----"
            rows={4}
            classNames={{ input: 'mono' }}
            spellCheck={false}
            value={parent.certificate}
            error={said && parent.certificate !== '' ? `${said.found}. ${said.expected}` : undefined}
            onChange={({ currentTarget: { value } }) => put({ ...parent, certificate: value })}
          />
          {parentSecrets(draft).map((secret) => (
            <SecretInput key={secret.name} secret={secret} kept={kept.has(secret.name)} onKept={again} />
          ))}
          <div className="row-of">
            <FromFile label={words.certificateFile} take={certificateFile.run} busy={certificateFile.busy} />
            <FromFile label={words.keyFile} take={keyFile.run} busy={keyFile.busy} />
            <Checkbox
              label={words.keyHasPassphrase}
              checked={parent.passphrase}
              onChange={({ currentTarget: { checked } }) => put({ ...parent, passphrase: checked })}
            />
          </div>
          {names.state === 'answered' && key !== undefined && !kept.has(key.name) && (
            <p className="quiet" role="status">
              {words.parentKeyMissing}
            </p>
          )}
          <ProblemList problems={[...certificateFile.problems, ...keyFile.problems]} />
        </div>
      )}
    </section>
  );
}

function FromFile({
  label,
  take,
  busy,
}: {
  readonly label: string;
  readonly take: (file: File) => void;
  readonly busy: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="xs" variant="default" loading={busy} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        className="unseen"
        tabIndex={-1}
        aria-label={label}
        accept=".pem,.crt,.cer,.key"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) take(file);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
