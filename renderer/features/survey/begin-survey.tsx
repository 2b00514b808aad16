import { Button } from '@mantine/core';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { surveyText } from '../../locales/survey.ts';
import { hashOf, welcome } from '../../router/route.ts';
import { goTo } from '../../router/use-route.tsx';
import { NewCluster } from '../welcome/new-cluster.tsx';
import { RecentClusters } from '../welcome/recent-clusters.tsx';

/** Where a survey begins, of servers or of practice nodes, and where an earlier one is found again. */
export function BeginSurvey() {
  const words = useWords(surveyText);
  const common = useWords(shared);
  const [known, again] = useCall('surveys', (engine, signal) => engine['clusters.list']({}, signal));
  const surveys = known.state === 'answered' ? known.answer.clusters.filter(({ stage }) => stage === 'survey') : [];
  const practise = useAction(async (engine, signal) => {
    const size = { masters: 3, workers: 2, speed: 10, purpose: 'survey' as const };
    const { dir } = await engine['practice.start'](size, signal);
    goTo({ page: 'cluster', dir, step: 'nodes' });
  });
  return (
    <Screen
      title={words.beginTitle}
      lead={words.beginLead}
      actions={
        <Button variant="default" component="a" href={hashOf(welcome)}>
          {common.back}
        </Button>
      }
    >
      <div className="choices">
        <NewCluster
          title={words.real}
          lead={words.realLead}
          label={words.name}
          begin={words.begin}
          first="nodes"
          purpose="survey"
        />
        <section className="panel choice practise" aria-labelledby="practise">
          <h2 id="practise">{words.practise}</h2>
          <p className="quiet">{words.practiseLead}</p>
          <Button variant="default" onClick={() => practise.run()} loading={practise.busy}>
            {words.practiseDo}
          </Button>
        </section>
      </div>
      <ProblemList problems={practise.problems} />
      {surveys.length > 0 && (
        <RecentClusters title={words.earlier} clusters={{ state: 'answered', answer: surveys }} again={again} />
      )}
    </Screen>
  );
}
