import { SegmentedControl, Select } from '@mantine/core';
import { noRegistry, registryDraft, usualRegistryPort, type RegistryDraft } from '../../../shared/draft/draft.ts';
import { registrySecrets } from '../../../shared/draft/secret-names.ts';
import { practiceRegistry } from '../../../shared/practice/registry.ts';
import { useAction } from '../../api/use-action.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { useWords } from '../../locales/language.tsx';
import { registryWords } from '../../locales/registry.ts';
import { useClusterStore } from '../../store/use-cluster.tsx';
import { SecretInput } from '../nodes/secret-input.tsx';
import { CertificateText } from './certificate-text.tsx';
import type { DraftEditing } from './draft-editing.ts';
import { DraftText } from './draft-text.tsx';
import { FromFile, pemIn } from './from-file.tsx';
import { useKeptSecrets } from '../../store/use-kept-secrets.ts';

const kinds = registryDraft.shape.kind.options;
const trusts = registryDraft.shape.trust.options;

/** A part of the form, and what changes the registry. */
interface RegistryEditing extends DraftEditing {
  readonly registry: RegistryDraft;
  readonly put: (change: Partial<RegistryDraft>) => void;
}

/** Where the nodes pull images from beside the package: nowhere else, the cluster's own registry, or the customer's. */
export function Registry(editing: DraftEditing) {
  const words = useWords(registryWords);
  const store = useClusterStore();
  const registry = editing.draft.registry ?? noRegistry;
  const put = (change: Partial<RegistryDraft>) => {
    // what the hosts were told by another registry is not true of this one
    store.getState().forgetRegistry();
    editing.edit((held) => ({ ...held, registry: { ...(held.registry ?? noRegistry), ...change } }));
  };
  const { kind } = registry;
  return (
    <Panel title={words.registry}>
      <div className="stack">
        <SegmentedControl
          aria-label={words.registry}
          value={kind}
          data={kinds.map((value) => ({ value, label: words.kinds[value] }))}
          onChange={(value) => put({ kind: kinds.find((one) => one === value) ?? kind })}
        />
        <p className="quiet">{words.about[kind]}</p>
        {kind === 'cluster' && (
          <div className="fields pairs">
            <DraftText
              label={words.port}
              usual="5000"
              value={registry.clusterPort}
              wrong={editing.wrong}
              at="registry.port"
              change={(clusterPort) => put({ clusterPort })}
            />
          </div>
        )}
        {kind === 'external' && <Customers {...editing} registry={registry} put={put} />}
      </div>
    </Panel>
  );
}

/** The customer's own registry: where it is, whom it is trusted by, and who logs in. */
function Customers({ registry, put, ...editing }: RegistryEditing) {
  const words = useWords(registryWords);
  const { summary } = useClusterStore().getState();
  const { wrong } = editing;
  return (
    <>
      {summary.practice && <p className="quiet">{words.practice(practiceRegistry)}</p>}
      <div className="fields pairs">
        <DraftText
          label={words.address}
          hint={words.addressHint}
          value={registry.address}
          wrong={wrong}
          at="registry.address"
          change={(address) => put({ address })}
        />
        <DraftText
          label={words.port}
          usual={String(usualRegistryPort(registry))}
          value={registry.port}
          wrong={wrong}
          at="registry.port"
          change={(port) => put({ port })}
        />
        <DraftText
          label={words.project}
          hint={words.projectHint}
          value={registry.project}
          wrong={wrong}
          at="registry.project"
          change={(project) => put({ project })}
        />
        <Select
          label={words.trust}
          data-field="registry.trust"
          value={registry.trust}
          allowDeselect={false}
          data={trusts.map((value) => ({ value, label: words.trusts[value] }))}
          onChange={(value) => put({ trust: trusts.find((one) => one === value) ?? registry.trust })}
        />
      </div>
      {registry.trust === 'ca' && <Authority {...editing} registry={registry} put={put} />}
      {registry.trust === 'none' && (
        <div className="banner warn" role="status">
          {words.plainHttp}
        </div>
      )}
      <Robot {...editing} registry={registry} put={put} />
    </>
  );
}

function Authority({ registry, put, wrong }: RegistryEditing) {
  const words = useWords(registryWords);
  const file = useAction(async (_engine, _signal, chosen: File) => put({ ca: await pemIn(chosen) }));
  return (
    <>
      <CertificateText label={words.ca} value={registry.ca} wrong={wrong} at="registry.ca" change={(ca) => put({ ca })} />
      <div className="row-of">
        <FromFile label={words.caFile} take={file.run} busy={file.busy} />
      </div>
      <ProblemList problems={file.problems} />
    </>
  );
}

/** Who logs in; the password goes straight into the vault. */
function Robot({ draft, registry, put, wrong }: RegistryEditing) {
  const words = useWords(registryWords);
  const store = useClusterStore();
  const [kept, again] = useKeptSecrets();
  const secrets = registrySecrets(draft);
  const onKept = () => {
    again();
    store.getState().forgetRegistry();
  };
  return (
    <>
      <div className="fields pairs">
        <DraftText
          label={words.user}
          hint={words.userHint}
          value={registry.user}
          wrong={wrong}
          at="registry.user"
          change={(user) => put({ user })}
        />
        {secrets.map((secret) => (
          <SecretInput
            key={secret.name}
            secret={secret}
            kept={kept?.has(secret.name) ?? false}
            at="registry.secret"
            onKept={onKept}
          />
        ))}
      </div>
      {secrets.some(({ name }) => kept?.has(name) === false) && (
        <p role="status">
          <span className="chip warn">{words.passwordMissing}</span>
        </p>
      )}
    </>
  );
}
