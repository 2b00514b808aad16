import { Button, SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { acceptanceOf, inTheWay } from '../../../shared/checks/accept.ts';
import type { Finding } from '../../../shared/checks/check.ts';
import type { Problem } from '../../../shared/problems/problem.ts';
import { ProblemCard, ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { Blank } from '../../components/states.tsx';
import { useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import { shell } from '../../locales/shell.ts';
import { steps } from '../../locales/steps.ts';
import { goTo } from '../../router/use-route.tsx';
import { useCluster, useClusterStore } from '../../store/use-cluster.tsx';
import { findingsOf, useSpec } from '../../store/use-spec.ts';
import { AcceptDialog } from './accept-dialog.tsx';

type Grouping = 'severity' | 'host' | 'check';

/** Every finding as a card: what was found, what it means, what to do; accepted by name where that is possible. */
export function Checks() {
  const words = useWords(steps);
  const common = useWords(shared);
  const titles = useWords(shell).steps;
  const store = useClusterStore();
  const drafted = useSpec();
  const hosts = useCluster((state) => state.hosts);
  const bundle = useCluster((state) => state.bundle);
  const summary = useCluster((state) => state.summary);
  const accepted = useCluster((state) => state.draft.accepted);
  const surveying = useCluster((state) => state.surveying);
  const surveyProblems = useCluster((state) => state.surveyProblems);
  const [grouping, setGrouping] = useState<Grouping>('severity');
  const [accepting, setAccepting] = useState<Finding | undefined>(undefined);
  const spec = 'spec' in drafted ? drafted.spec : undefined;
  const { findings, unknown } = useMemo(
    () => (spec === undefined ? { findings: [], unknown: [] } : findingsOf(spec, { hosts, bundle, summary })),
    [spec, hosts, bundle, summary],
  );
  const failed = [...hosts.values()].flatMap((host) => (host.state === 'failed' ? host.problems : []));
  const blockers = inTheWay(findings, accepted);
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const taken = findings.filter((finding) => finding.severity === 'blocker' && acceptanceOf(finding, accepted) !== undefined);

  const survey = (only?: readonly string[]) => {
    if ('text' in drafted) void store.getState().survey(drafted.text, only);
  };
  const takeBack = (finding: Finding) =>
    store
      .getState()
      .edit((draft) => ({ ...draft, accepted: draft.accepted.filter((one) => one !== acceptanceOf(finding, draft.accepted)) }));
  const known = (spec?.nodes.length ?? 0) - unknown.length;
  const ready = spec !== undefined && bundle.state === 'open' && unknown.length === 0 && blockers.length === 0;
  const why =
    bundle.state !== 'open'
      ? words.packageFirst
      : blockers.length > 0
        ? words.blocked
        : unknown.length > 0
          ? words.unknown(unknown.length)
          : undefined;

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
            variant={ready ? 'default' : 'filled'}
            loading={surveying}
            disabled={spec === undefined}
            onClick={() => survey()}
          >
            {known > 0 ? words.checkAll : words.checkNow}
          </Button>
          <Button
            variant={ready ? 'filled' : 'default'}
            disabled={!ready}
            onClick={() => goTo({ page: 'cluster', dir: summary.dir, step: 'confirm' })}
          >
            {common.next}
          </Button>
        </>
      }
    >
      {'problems' in drafted && (
        <>
          <div className="banner warn" role="status">
            <strong>{words.draftWrong(drafted.problems.length)}</strong>
            <Button variant="default" onClick={() => goTo({ page: 'cluster', dir: summary.dir, step: 'nodes' })}>
              {words.toNodes}
            </Button>
          </div>
          <ProblemList problems={drafted.problems.slice(0, 20).map(({ problem }) => problem)} />
        </>
      )}
      {known > 0 && (
        <div className="counts" role="status">
          <span className={blockers.length > 0 ? 'chip bad' : 'chip ok'}>{words.blockers(blockers.length)}</span>
          <span className={warnings.length > 0 ? 'chip warn' : 'chip'}>{words.warnings(warnings.length)}</span>
          {taken.length > 0 && <span className="chip">{words.acceptedCount(taken.length)}</span>}
          {unknown.length > 0 && <span className="chip">{words.unknown(unknown.length)}</span>}
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
          />
        ))}
      </div>
      {spec !== undefined && known === 0 && failed.length === 0 && (
        <Blank title={surveying ? words.checking : words.notYet} lead={words.notYetLead} />
      )}
      {spec !== undefined && known > 0 && findings.length === 0 && failed.length === 0 && unknown.length === 0 && (
        <Blank title={words.clean} lead={words.cleanLead(known)} />
      )}
      {groups(findings, grouping, (finding) => acceptanceOf(finding, accepted) !== undefined).map(([name, members]) => (
        <section key={name} className="problems" aria-label={name}>
          <h2>
            {grouping === 'severity'
              ? name === 'blocker'
                ? common.blocker
                : name === 'warning'
                  ? common.warning
                  : words.accept
              : name === ''
                ? words.everywhere
                : name}
          </h2>
          {members.map((finding) => {
            const taken = acceptanceOf(finding, accepted);
            const { host } = finding.problem;
            return (
              <ProblemCard
                key={`${finding.check} ${keyOf(finding.problem)}`}
                problem={finding.problem}
                severity={taken === undefined ? finding.severity : 'accepted'}
              >
                {host !== undefined && (
                  <Button size="xs" variant="default" loading={surveying} onClick={() => survey([host])}>
                    {words.checkHost}
                  </Button>
                )}
                {taken !== undefined ? (
                  <>
                    <span className="quiet">{words.acceptedBy(taken.by, taken.reason)}</span>
                    <Button size="xs" variant="subtle" onClick={() => takeBack(finding)}>
                      {words.takeBack}
                    </Button>
                  </>
                ) : finding.severity === 'blocker' ? (
                  finding.acceptable ? (
                    <Button size="xs" variant="subtle" onClick={() => setAccepting(finding)}>
                      {words.acceptIt}
                    </Button>
                  ) : (
                    <span className="quiet">{words.notAcceptable}</span>
                  )
                ) : null}
              </ProblemCard>
            );
          })}
        </section>
      ))}
      {accepting !== undefined && <AcceptDialog finding={accepting} close={() => setAccepting(undefined)} />}
    </Screen>
  );
}

const keyOf = (problem: Problem): string => JSON.stringify([problem.code, problem.host, problem.params]);

function groups(
  findings: readonly Finding[],
  by: Grouping,
  isAccepted: (finding: Finding) => boolean,
): readonly (readonly [string, readonly Finding[]])[] {
  const found = new Map<string, Finding[]>();
  for (const finding of findings) {
    const name =
      by === 'host'
        ? (finding.problem.host ?? '')
        : by === 'check'
          ? finding.check
          : isAccepted(finding)
            ? 'accepted'
            : finding.severity;
    const group = found.get(name);
    if (group === undefined) found.set(name, [finding]);
    else group.push(finding);
  }
  return [...found];
}
