import { Button, TextInput } from '@mantine/core';
import { useId, useState, type SubmitEvent } from 'react';
import type { Draft } from '../../../shared/draft/draft.ts';
import { useAction } from '../../api/use-action.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { useWords } from '../../locales/language.tsx';
import { welcome } from '../../locales/welcome.ts';
import type { StepName } from '../../router/route.ts';
import { goTo } from '../../router/use-route.tsx';
import { clusterName } from './cluster-name.ts';

/** A name is all that a cluster needs to begin: its workspace and its vault are made with it. */
export function NewCluster({
  title,
  lead,
  label,
  begin,
  first,
  purpose,
  isNext = true,
}: {
  readonly title: string;
  readonly lead: string;
  readonly label: string;
  readonly begin: string;
  /** The step that it begins with. */
  readonly first: StepName;
  readonly purpose?: Draft['purpose'];
  /** Whether it is the obvious next thing on its screen. */
  readonly isNext?: boolean;
}) {
  const words = useWords(welcome);
  const heading = useId();
  const [name, setName] = useState('');
  const [asked, setAsked] = useState(false);
  const create = useAction(async (engine, signal, called: string) => {
    const { dir } = await engine['clusters.create']({ name: called, purpose }, signal);
    goTo({ page: 'cluster', dir, step: first });
  });
  const meant = clusterName(name);
  const wrong = meant === undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setAsked(true);
    if (meant !== undefined) create.run(meant);
  };
  return (
    <section className="panel choice deploy" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <p className="quiet">{lead}</p>
      <form onSubmit={submit}>
        <TextInput
          label={label}
          placeholder="prod"
          value={name}
          onChange={(event) => setName(event.currentTarget.value.trim().toLowerCase())}
          error={asked && wrong ? words.deployNameWrong : undefined}
          spellCheck={false}
          autoComplete="off"
        />
        <Button type="submit" variant={isNext ? 'filled' : 'default'} loading={create.busy}>
          {begin}
        </Button>
      </form>
      <ProblemList problems={create.problems} />
    </section>
  );
}
