import { Button } from '@mantine/core';
import { useCall } from '../../api/use-call.ts';
import { Screen } from '../../components/screen.tsx';
import { useWords } from '../../locales/language.tsx';
import { welcome } from '../../locales/welcome.ts';
import { hashOf, type PageName } from '../../router/route.ts';
import { NewCluster } from './new-cluster.tsx';
import { isUnfinished, RecentClusters, UnfinishedClusters } from './recent-clusters.tsx';
import { UnusableClusters } from './unusable-clusters.tsx';

/** The first screen: what one comes back for; deploy, or practise; below, what is there already. */
export function Welcome() {
  const words = useWords(welcome);
  const [known, again] = useCall('clusters', (engine, signal) => engine['clusters.list']({}, signal));
  const clusters = known.state === 'answered' ? { ...known, answer: known.answer.clusters } : known;
  const unfinished = clusters.state === 'answered' ? clusters.answer.filter(isUnfinished) : [];
  const others: readonly (readonly [PageName, string, string])[] = [
    ['open', words.open, words.openLead],
    ['survey', words.survey, words.surveyLead],
    ['make-package', words.makePackage, words.makePackageLead],
  ];
  return (
    <Screen title={words.title} lead={words.lead}>
      <UnfinishedClusters clusters={unfinished} />
      <div className="choices">
        <NewCluster
          title={words.deploy}
          lead={words.deployLead}
          label={words.deployName}
          begin={words.deployDo}
          first="package"
          isNext={unfinished.length === 0}
        />
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
      {known.state === 'answered' && <UnusableClusters list={known.answer.unusable} changed={again} />}
    </Screen>
  );
}
