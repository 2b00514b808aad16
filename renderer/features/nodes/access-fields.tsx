import { Checkbox, Select, TextInput } from '@mantine/core';
import type { AccessDraft, BastionDraft } from '../../../shared/draft/draft.ts';
import type { NeededSecret } from '../../../shared/draft/secret-names.ts';
import { explain, type Problem } from '../../../shared/problems/problem.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import type { FieldProblems } from './field-problems.ts';
import { SecretInput } from './secret-input.tsx';

const auths = ['password', 'key', 'agent', 'keyboard-interactive'] as const;
const becomes = ['none', 'sudo', 'su'] as const;
type Auth = (typeof auths)[number];

/** Which secrets the vault has, and who is told when it has another. */
export interface Kept {
  readonly names: ReadonlySet<string>;
  readonly again: () => void;
}

interface Shared {
  readonly secrets: readonly NeededSecret[];
  readonly kept: Kept;
  readonly wrong: FieldProblems;
  /** How fields of this access begin in `wrong`: `access`, `bastion`, `KEY/access`. */
  readonly at: string;
}

const usefulError = (problems: readonly Problem[] | undefined, language: 'en' | 'zh'): string | undefined => {
  const first = problems?.[0];
  return first && first.code !== 'spec.missing' ? explain(first, language).expected : undefined;
};

/** How hosts are logged in to, and become root. Another way of logging in forgets the names that its secrets had. */
export function AccessFields({
  access,
  change,
  ...shared
}: Shared & { readonly access: AccessDraft; readonly change: (to: AccessDraft) => void }) {
  const words = useWords(nodesWords);
  const { become, becomeSamePassword: same } = access;
  const hasPassword = access.auth === 'password' || access.auth === 'keyboard-interactive';
  return (
    <div className="fields access">
      <Login login={access} change={(login) => change({ ...access, ...login })} userHint={words.userHint} {...shared} />
      <Select
        label={words.become}
        value={become}
        data={becomes.map((value) => ({ value, label: words.becomes[value] }))}
        onChange={(value) => change({ ...access, become: becomes.find((b) => b === value) ?? become })}
      />
      {become !== 'none' && (hasPassword || become === 'sudo') && (
        <Checkbox
          className="beside"
          label={hasPassword ? words.samePassword(become) : words.noPassword}
          checked={same}
          onChange={(event) => change({ ...access, becomeSamePassword: event.currentTarget.checked })}
        />
      )}
      <Secrets {...shared} uses={['become']} />
    </div>
  );
}

/** The host that the others are reached by. */
export function BastionFields({
  bastion,
  change,
  ...shared
}: Shared & { readonly bastion: BastionDraft; readonly change: (to: BastionDraft) => void }) {
  const words = useWords(nodesWords);
  const language = useLanguage();
  return (
    <div className="fields access">
      <TextInput
        label={words.bastionAddress}
        value={bastion.address}
        error={usefulError(shared.wrong.get('bastion.address'), language)}
        onChange={(event) => change({ ...bastion, address: event.currentTarget.value })}
      />
      <TextInput
        label={words.port}
        value={bastion.port}
        placeholder="22"
        error={usefulError(shared.wrong.get('bastion.port'), language)}
        onChange={(event) => change({ ...bastion, port: event.currentTarget.value })}
      />
      <Login login={bastion} change={(login) => change({ ...bastion, ...login })} {...shared} />
    </div>
  );
}

type LoginDraft = Pick<AccessDraft, 'user' | 'auth' | 'passphrase' | 'secrets'>;

function Login({
  login,
  change,
  userHint,
  ...shared
}: Shared & { readonly login: LoginDraft; readonly change: (to: LoginDraft) => void; readonly userHint?: string }) {
  const words = useWords(nodesWords);
  const language = useLanguage();
  const choose = (auth: Auth) => change({ user: login.user, auth, secrets: undefined });
  return (
    <>
      <TextInput
        label={words.user}
        title={userHint}
        value={login.user}
        error={usefulError(shared.wrong.get(`${shared.at}.user`), language)}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => change({ ...login, user: event.currentTarget.value })}
      />
      <Select
        label={words.auth}
        value={login.auth}
        data={auths.map((value) => ({ value, label: words.auths[value] }))}
        onChange={(value) => choose(auths.find((a) => a === value) ?? login.auth)}
      />
      <Secrets {...shared} uses={['password', 'key', 'passphrase']} />
      {login.auth === 'key' && (
        <Checkbox
          className="beside"
          label={words.hasPassphrase}
          checked={login.passphrase ?? false}
          onChange={(event) => change({ ...login, passphrase: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

const Secrets = ({ secrets, kept, uses }: Shared & { readonly uses: readonly NeededSecret['use'][] }) =>
  secrets
    .filter(({ use }) => uses.includes(use))
    .map((secret) => <SecretInput key={secret.name} secret={secret} kept={kept.names.has(secret.name)} onKept={kept.again} />);
