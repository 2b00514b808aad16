import { Button } from '@mantine/core';
import { acceptanceOf } from '../../../shared/checks/accept.ts';
import type { Finding } from '../../../shared/checks/check.ts';
import { commandsFor } from '../../../shared/checks/on-hosts.ts';
import { Commands } from '../../components/copy-button.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { useWords } from '../../locales/language.tsx';
import { steps } from '../../locales/steps.ts';
import { useDraft, useEdit } from '../../store/use-cluster.tsx';
import { weightOf } from './group-findings.ts';

/** A finding, and what can be done about it here: commands to copy, its host checked again, accepted by name where something goes on. */
export function FindingCard({
  finding,
  surveying,
  survey,
  accept,
}: {
  readonly finding: Finding;
  readonly surveying: boolean;
  readonly survey: (only: readonly string[]) => void;
  readonly accept?: (finding: Finding) => void;
}) {
  const words = useWords(steps);
  const edit = useEdit();
  const accepted = useDraft((draft) => draft.accepted);
  const taken = acceptanceOf(finding, accepted);
  const { host } = finding.problem;
  const commands = commandsFor(finding.problem);
  const takeBack = () => edit((draft) => ({ ...draft, accepted: draft.accepted.filter((one) => one !== taken) }));
  return (
    <ProblemCard problem={finding.problem} severity={weightOf(finding, accepted)}>
      {commands.length > 0 && <Commands lines={commands} />}
      {host !== undefined && (
        <Button size="xs" variant="default" loading={surveying} onClick={() => survey([host])}>
          {words.checkHost}
        </Button>
      )}
      {taken !== undefined ? (
        <>
          <span className="quiet">{words.acceptedBy(taken.by, taken.reason)}</span>
          <Button size="xs" variant="subtle" onClick={takeBack}>
            {words.takeBack}
          </Button>
        </>
      ) : finding.severity !== 'blocker' || accept === undefined ? null : finding.acceptable ? (
        <Button size="xs" variant="subtle" onClick={() => accept(finding)}>
          {words.acceptIt}
        </Button>
      ) : (
        <span className="quiet">{words.notAcceptable}</span>
      )}
    </ProblemCard>
  );
}
