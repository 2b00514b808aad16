import { Checkbox } from '@mantine/core';
import { Panel } from '../../components/panel.tsx';
import { useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import { useDraft, useEdit } from '../../store/use-cluster.tsx';
import { AccessFields, BastionFields, type Kept } from './access-fields.tsx';
import type { FieldProblems } from './field-problems.ts';
import { useNeeded } from './use-needed.ts';

/** How all nodes are logged in to that have no login of their own, and by way of whom. */
export function CommonLogin({ kept, wrong }: { readonly kept: Kept; readonly wrong: FieldProblems }) {
  const words = useWords(nodesWords);
  const edit = useEdit();
  const access = useDraft((draft) => draft.access);
  const bastion = useDraft((draft) => draft.bastion);
  const needed = useNeeded();
  const of = (field: string) => needed.filter(({ place }) => place.node === undefined && place.field.startsWith(`${field}.`));
  return (
    <Panel
      title={words.login}
      aside={
        <Checkbox
          label={words.bastion}
          checked={bastion !== undefined}
          onChange={({ currentTarget: { checked } }) =>
            edit((draft) => ({
              ...draft,
              bastion: checked ? { address: '', port: '', user: 'root', auth: 'password' } : undefined,
            }))
          }
        />
      }
    >
      <AccessFields
        access={access}
        change={(to) => edit((draft) => ({ ...draft, access: to }))}
        secrets={of('access')}
        kept={kept}
        wrong={wrong}
        at="access"
      />
      {bastion && (
        <BastionFields
          bastion={bastion}
          change={(to) => edit((draft) => ({ ...draft, bastion: to }))}
          secrets={of('bastion')}
          kept={kept}
          wrong={wrong}
          at="bastion"
        />
      )}
    </Panel>
  );
}
