import { Button } from '@mantine/core';
import { useDeferredValue, useMemo } from 'react';
import type { HostFacts } from '../../../shared/model/facts.ts';
import { seenAt } from '../../../shared/survey/host.ts';
import { surveyOf } from '../../../shared/survey/survey.ts';
import { HostRemedy } from '../../components/host-remedy.tsx';
import { ProblemCard, ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { Blank } from '../../components/states.tsx';
import { moment } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { shell } from '../../locales/shell.ts';
import { steps } from '../../locales/steps.ts';
import { surveyText } from '../../locales/survey.ts';
import { goTo } from '../../router/use-route.tsx';
import { useCluster, useClusterStore, useDraft } from '../../store/use-cluster.tsx';
import { FindingCard } from '../checks/finding-card.tsx';
import { alike } from '../checks/group-findings.ts';
import { HostTable } from './host-table.tsx';
import { NewestKubernetes } from './newest-kubernetes.tsx';
import { TakeAlong } from './take-along.tsx';

/** What a survey has found: each host, what would stand in the way, which Kubernetes they run; to be taken along or gone on with. */
export function Survey() {
  const words = useWords(surveyText);
  const counted = useWords(steps);
  const title = useWords(shell).steps.survey;
  const language = useLanguage();
  const store = useClusterStore();
  const { dir, uid } = useCluster((state) => state.summary);
  const draft = useDraft((whole) => whole);
  // while hundreds are looked at, not each of them is worth another look at all
  const hosts = useDeferredValue(useCluster((state) => state.hosts));
  const surveying = useCluster((state) => state.surveying);
  const surveyProblems = useCluster((state) => state.surveyProblems);
  const { nodes } = draft;
  const facts = useMemo(() => {
    const known = new Map<string, HostFacts>();
    for (const [name, host] of hosts) if (host.state === 'known') known.set(name, host.facts);
    return known;
  }, [hosts]);
  const survey = useMemo(() => surveyOf(draft, facts, uid), [draft, facts, uid]);
  const failed = [...hosts.values()].flatMap((host) => (host.state === 'failed' ? host.problems : []));
  const known = nodes.filter(({ name }) => facts.has(name)).length;
  const all = nodes.length > 0 && known === nodes.length;
  const toNodes = () => goTo({ page: 'cluster', dir, step: 'nodes' });
  const look = (only?: readonly string[]) => {
    const { flush, survey: begin } = store.getState();
    void flush().then(() => begin('', only));
  };
  /** The same nodes, from now on for a cluster. What was seen may be long ago: hosts are looked at once more. */
  const deploy = () => {
    const { edit, flush, refresh, forgetHosts } = store.getState();
    edit((typed) => ({ ...typed, purpose: undefined }));
    forgetHosts([...hosts.keys()]);
    void flush().then(refresh);
    goTo({ page: 'cluster', dir, step: 'package' });
  };
  const cards = alike(survey.findings, []);
  const blockers = cards.filter(([{ severity }]) => severity === 'blocker').length;
  const warnings = cards.length - blockers;
  return (
    <Screen
      title={title}
      lead={words.lead}
      why={nodes.length > 0 && !all ? words.notAll : undefined}
      actions={
        nodes.length === 0 ? (
          <Button onClick={toNodes}>{words.toNodes}</Button>
        ) : (
          <>
            <Button variant={all ? 'default' : 'filled'} loading={surveying} onClick={() => look()}>
              {known > 0 ? words.lookAgain : words.look}
            </Button>
            <Button variant={all ? 'filled' : 'default'} onClick={deploy}>
              {words.deploy}
            </Button>
          </>
        )
      }
    >
      <ProblemList problems={surveyProblems} />
      {known === 0 && failed.length === 0 && <Blank title={surveying ? counted.checking : words.empty} lead={words.emptyLead} />}
      {known > 0 && (
        <>
          <div className="counts" role="status">
            <span className={all ? 'chip ok' : 'chip warn'}>{words.seen(known, nodes.length)}</span>
            <span className={blockers > 0 ? 'chip bad' : 'chip'}>{counted.blockers(blockers)}</span>
            <span className={warnings > 0 ? 'chip warn' : 'chip'}>{counted.warnings(warnings)}</span>
            <span className="quiet">{words.seenAt(moment(Math.max(...[...facts.values()].map(seenAt)), language))}</span>
          </div>
          <div className="halves even">
            <NewestKubernetes newest={survey.newest} />
            <TakeAlong survey={survey} disabled={surveying} />
          </div>
          <HostTable nodes={nodes} hosts={hosts} uid={uid} />
        </>
      )}
      {failed.length > 0 && (
        <div className="problems">
          {failed.map((problem) => {
            const again = () => look(problem.host === undefined ? undefined : [problem.host]);
            return (
              <ProblemCard key={`${problem.host ?? ''} ${problem.code}`} problem={problem} retry={again} retrying={surveying}>
                <HostRemedy problem={problem} mended={again} />
              </ProblemCard>
            );
          })}
        </div>
      )}
      {known > 0 && (
        <section className="problems" aria-label={words.findings}>
          <h2>{words.findings}</h2>
          {!nodes.some(({ roles }) => roles !== 'worker') && <p className="quiet">{words.noMaster}</p>}
          {survey.findings.length === 0 && <Blank title={words.clean} lead={words.cleanLead} />}
          {cards.map((card) => (
            <FindingCard
              key={JSON.stringify([card[0].check, card[0].problem.code, card[0].problem.host, card[0].problem.params])}
              alike={card}
              surveying={surveying}
              survey={look}
            />
          ))}
        </section>
      )}
    </Screen>
  );
}
