import { Button, SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { inTheWay } from '../../../shared/checks/accept.ts';
import { fixesOf } from '../../../shared/checks/fixes.ts';
import type { Problem } from '../../../shared/problems/problem.ts';
import { HostRemedy } from '../../components/host-remedy.tsx';
import { ProblemCard, ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { Blank } from '../../components/states.tsx';
import { checksWords } from '../../locales/checks.ts';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { shell } from '../../locales/shell.ts';
import { steps } from '../../locales/steps.ts';
import { goTo } from '../../router/use-route.tsx';
import { useAccepted } from '../../store/accepted.ts';
import { useCluster, useClusterStore } from '../../store/use-cluster.tsx';
import { findingsOf, useSpec } from '../../store/use-spec.ts';
import { AcceptDialog } from './accept-dialog.tsx';
import { DraftWrong } from './draft-wrong.tsx';
import { FindingCard } from './finding-card.tsx';
import { FixDialog } from './fix-dialog.tsx';
import { type Alike, alike, groupFindings, type Grouping, type Weight, weightOf } from './group-findings.ts';

/** Every finding as a card: what was found, what it means, what to do; accepted by name where that is possible. */
export function Checks() {
  const words = useWords(steps);
  const named = useWords(checksWords);
  const common = useWords(shared);
  const titles = useWords(shell).steps;
  const store = useClusterStore();
  const drafted = useSpec();
  const hosts = useCluster((state) => state.hosts);
  const bundle = useCluster((state) => state.bundle);
  const summary = useCluster((state) => state.summary);
  const draft = useCluster((state) => state.draft);
  const accepted = useAccepted();
  const surveying = useCluster((state) => state.surveying);
  const surveyProblems = useCluster((state) => state.surveyProblems);
  const [grouping, setGrouping] = useState<Grouping>('severity');
  const [fixing, setFixing] = useState(false);
  const [accepting, setAccepting] = useState<Alike | undefined>(undefined);
  const spec = 'spec' in drafted ? drafted.spec : undefined;
  const { findings, unknown, byItself } = useMemo(
    () => (spec === undefined ? nothingFound : findingsOf(spec, { hosts, bundle, summary })),
    [spec, hosts, bundle, summary],
  );
  const failed = [...hosts.values()].flatMap((host) => (host.state === 'failed' ? host.problems : []));
  const blockers = alike(inTheWay(findings, accepted), accepted);
  const weighing = (weight: Weight) => alike(findings, accepted).filter(([one]) => weightOf(one, accepted) === weight);
  const [warnings, taken] = [weighing('warning'), weighing('accepted')];

  const survey = (only?: readonly string[]) => {
    if ('text' in drafted) void store.getState().survey(drafted.text, only);
  };
  const known = (spec?.nodes.length ?? 0) - unknown.length;
  const notReached = unknown.filter((name) => hosts.get(name)?.state === 'failed').length;
  const notAsked = unknown.length - notReached;
  const fixes = useMemo(() => {
    const facts = [...hosts].flatMap(([name, host]) => (host.state === 'known' ? [[name, host.facts] as const] : []));
    return fixesOf(findings, draft, new Map(facts));
  }, [findings, draft, hosts]);
  const nameOf = (group: string) =>
    grouping === 'check'
      ? (named.names[group] ?? group)
      : grouping === 'host'
        ? group === ''
          ? words.everywhere
          : group
        : group === 'blocker' || group === 'warning' || group === 'accepted'
          ? named.groups[group]
          : group;
  const ready = spec !== undefined && bundle.state === 'open' && unknown.length === 0 && blockers.length === 0;
  const why =
    bundle.state !== 'open'
      ? words.packageFirst
      : notReached > 0
        ? words.notReached(notReached)
        : notAsked > 0
          ? words.unknown(notAsked)
          : blockers.length > 0
            ? words.blocked
            : undefined;
  // the one thing to do next: what is not known is asked before what is known is put right
  const first = ready ? 'go-on' : unknown.length === 0 && fixes.length > 0 ? 'fix' : 'check';

  return (
    <Screen
      title={titles.checks}
      lead={words.checksLead}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={words.groupBy}
          value={grouping}
          onChange={setGrouping}
          data={[
            { value: 'severity' as const, label: words.bySeverity },
            { value: 'host' as const, label: words.byHost },
            { value: 'check' as const, label: words.byCheck },
          ]}
        />
      }
      why={why}
      actions={
        <>
          <Button
            variant={first === 'check' ? 'filled' : 'default'}
            loading={surveying}
            disabled={spec === undefined}
            onClick={() => survey()}
          >
            {known > 0 ? words.checkAll : words.checkNow}
          </Button>
          <Button
            variant={first === 'go-on' ? 'filled' : 'default'}
            disabled={!ready}
            onClick={() => goTo({ page: 'cluster', dir: summary.dir, step: 'confirm' })}
          >
            {common.next}
          </Button>
        </>
      }
    >
      {'problems' in drafted && <DraftWrong problems={drafted.problems} />}
      {known > 0 && (
        <div className="counts" role="status">
          {notReached > 0 && <span className="chip bad">{words.notReached(notReached)}</span>}
          <span className={blockers.length > 0 ? 'chip bad' : ready ? 'chip ok' : 'chip'}>{words.blockers(blockers.length)}</span>
          <span className={warnings.length > 0 ? 'chip warn' : 'chip'}>{words.warnings(warnings.length)}</span>
          {taken.length > 0 && <span className="chip">{words.acceptedCount(taken.length)}</span>}
          {notAsked > 0 && <span className="chip">{words.unknown(notAsked)}</span>}
          {findings.length + byItself.length > 0 && (
            <Button className="end" size="xs" variant={first === 'fix' ? 'filled' : 'default'} onClick={() => setFixing(true)}>
              {named.fix(fixes.length)}
            </Button>
          )}
        </div>
      )}
      <ProblemList problems={surveyProblems} />
      <div className="problems">
        {failed.map((problem) => (
          <ProblemCard
            key={keyOf(problem)}
            problem={problem}
            retry={() => survey(problem.host === undefined ? undefined : [problem.host])}
            retrying={surveying}
          >
            <HostRemedy problem={problem} mended={() => survey(problem.host === undefined ? undefined : [problem.host])} />
          </ProblemCard>
        ))}
      </div>
      {spec !== undefined && known === 0 && failed.length === 0 && (
        <Blank title={surveying ? words.checking : words.notYet} lead={words.notYetLead} />
      )}
      {spec !== undefined && known > 0 && findings.length === 0 && failed.length === 0 && unknown.length === 0 && (
        <Blank title={words.clean} lead={words.cleanLead(known)} />
      )}
      {groupFindings(findings, grouping, accepted, spec?.nodes.map(({ name }) => name) ?? []).map(({ name, cards }) => (
        <section key={name} className="problems" aria-label={nameOf(name)}>
          <h2>
            {nameOf(name)} <span className="chip number">{cards.length}</span>
          </h2>
          {cards.map((card) => (
            <FindingCard
              key={`${card[0].check} ${keyOf(card[0].problem)}`}
              alike={card}
              surveying={surveying}
              survey={survey}
              accept={setAccepting}
            />
          ))}
        </section>
      ))}
      {fixing && <FixDialog fixes={fixes} byItself={byItself} findings={findings} close={() => setFixing(false)} />}
      {accepting !== undefined && <AcceptDialog alike={accepting} close={() => setAccepting(undefined)} />}
    </Screen>
  );
}

const keyOf = (problem: Problem): string => JSON.stringify([problem.code, problem.host, problem.params]);

const nothingFound = { findings: [], unknown: [], byItself: [] };
