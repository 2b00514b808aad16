import { Checkbox } from '@mantine/core';
import type { Draft } from '../../../shared/draft/draft.ts';
import { parentSecrets } from '../../../shared/draft/secret-names.ts';
import { useAction } from '../../api/use-action.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { useWords } from '../../locales/language.tsx';
import { networkWords } from '../../locales/network.ts';
import { useClusterStore } from '../../store/use-cluster.tsx';
import { SecretInput } from '../nodes/secret-input.tsx';
import { CertificateText } from './certificate-text.tsx';
import type { DraftEditing } from './draft-editing.ts';
import { FromFile, pemIn } from './from-file.tsx';
import { useKeptSecrets } from '../../store/use-kept-secrets.ts';

/** The company's own authority, which is to sign the cluster's: its certificate is typed, its key goes straight into the vault. */
export function ParentAuthority({ draft, edit, wrong }: DraftEditing) {
  const words = useWords(networkWords);
  const { dir } = useClusterStore().getState().summary;
  const { parent } = draft;
  const [kept, again] = useKeptSecrets();
  const put = (to: Draft['parent']) => edit((held) => ({ ...held, parent: to }));
  const [key] = parentSecrets(draft);
  const certificateFile = useAction(async (_engine, _signal, file: File) => {
    const certificate = await pemIn(file);
    edit((held) => ({ ...held, parent: held.parent && { ...held.parent, certificate } }));
  });
  const keyFile = useAction(async (engine, signal, file: File) => {
    if (key === undefined) return;
    await engine['secrets.set']({ dir, name: key.name, value: await pemIn(file) }, signal);
    again();
  });
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
          <CertificateText
            label={words.parentCertificate}
            value={parent.certificate}
            wrong={wrong}
            at="parent"
            change={(certificate) => put({ ...parent, certificate })}
          />
          {parentSecrets(draft).map((secret) => (
            <SecretInput key={secret.name} secret={secret} kept={kept?.has(secret.name) ?? false} onKept={again} />
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
          {key !== undefined && kept?.has(key.name) === false && (
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
