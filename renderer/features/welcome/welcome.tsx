import { Button, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { useWords } from '../../locales/language.tsx';
import { welcome } from '../../locales/welcome.ts';
import { hashOf, type PageName } from '../../router/route.ts';
import { goTo } from '../../router/use-route.tsx';
import { RecentClusters, UnfinishedClusters } from './recent-clusters.tsx';

const nameShape = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The first screen: what one comes back for; deploy, or practise; below, what is there already. */
export function Welcome() {
  const words = useWords(welcome);
  const [clusters, again] = useCall('clusters', (engine, signal) => engine['clusters.list']({}, signal));
  const others: readonly (readonly [PageName, string, string])[] = [
    ['open', words.open, words.openLead],
    ['survey', words.survey, words.surveyLead],
    ['make-package', words.makePackage, words.makePackageLead],
  ];
  return (
    <Screen title={words.title} lead={words.lead}>
      {clusters.state === 'answered' && <UnfinishedClusters clusters={clusters.answer} />}
      <div className="choices">
        <NewCluster />
        <section className="panel choice practise" aria-labelledby="practise">
          <h2 id="practise">{words.practise}</h2>
          <p className="quiet">{words.practiseLead}</p>
          <Button variant="default" component="a" href={hashOf({ page: 'practice' })}>
            {words.practiseDo}
          </Button>
        </section>
      </div>
      <nav className="others" aria-label={words.more}>
        {others.map(([page, name, lead]) => (
          <a key={page} href={hashOf({ page })}>
            <strong>{name}</strong>
            <span className="quiet">{lead}</span>
          </a>
        ))}
      </nav>
      <RecentClusters clusters={clusters} again={again} />
    </Screen>
  );
}

/** A name is all that a cluster needs to begin: its workspace and its vault are made with it. */
function NewCluster() {
  const words = useWords(welcome);
  const [name, setName] = useState('');
  const [asked, setAsked] = useState(false);
  const create = useAction(async (engine, signal, called: string) => {
    const { dir } = await engine['clusters.create']({ name: called }, signal);
    goTo({ page: 'cluster', dir, step: 'package' });
  });
  const wrong = !nameShape.test(name);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!wrong) create.run(name);
  };
  return (
    <section className="panel choice deploy" aria-labelledby="deploy">
      <h2 id="deploy">{words.deploy}</h2>
      <p className="quiet">{words.deployLead}</p>
      <form onSubmit={submit}>
        <TextInput
          label={words.deployName}
          placeholder="prod"
          value={name}
          onChange={(event) => setName(event.currentTarget.value.trim().toLowerCase())}
          error={asked && wrong ? words.deployNameWrong : undefined}
          spellCheck={false}
          autoComplete="off"
        />
        <Button type="submit" loading={create.busy}>
          {words.deployDo}
        </Button>
      </form>
      <ProblemList problems={create.problems} />
    </section>
  );
}
