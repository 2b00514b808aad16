import { Button } from '@mantine/core';
import { acceptanceOf } from '../../../shared/checks/accept.ts';
import { commandsFor } from '../../../shared/checks/on-hosts.ts';
import { Commands } from '../../components/copy-button.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { settingOf } from '../../components/setting-link.tsx';
import { useWords } from '../../locales/language.tsx';
import { steps } from '../../locales/steps.ts';
import { useAccepted } from '../../store/accepted.ts';
import { useEdit } from '../../store/use-cluster.tsx';
import { type Alike, saidOf, weightOf } from './group-findings.ts';

/** What was found of one host or of several, and what can be done about it here: commands to copy, checked again, accepted by name where something goes on. */
export function FindingCard({
  alike,
  surveying,
  survey,
  accept,
}: {
  readonly alike: Alike;
  readonly surveying: boolean;
  readonly survey: (only: readonly string[]) => void;
  readonly accept?: (alike: Alike) => void;
}) {
  const words = useWords(steps);
  const edit = useEdit();
  const accepted = useAccepted();
  const [finding] = alike;
  const taken = new Set(alike.map((one) => acceptanceOf(one, accepted)));
  const [acceptance] = taken;
  const hosts = alike.flatMap(({ problem: { host } }) => host ?? []);
  const commands = commandsFor(finding.problem);
  const takeBack = () => edit((draft) => ({ ...draft, accepted: draft.accepted.filter((one) => !taken.has(one)) }));
  return (
    <ProblemCard problem={saidOf(alike)} hosts={hosts} severity={weightOf(finding, accepted)} nameOf={settingOf}>
      {commands.length > 0 && <Commands lines={commands} />}
      {hosts.length > 0 && (
        <Button size="xs" variant="default" loading={surveying} onClick={() => survey(hosts)}>
          {words.checkHost}
        </Button>
      )}
      {acceptance !== undefined ? (
        <>
          <span className="quiet">{words.acceptedBy(acceptance.by, acceptance.reason)}</span>
          <Button size="xs" variant="subtle" onClick={takeBack}>
            {words.takeBack}
          </Button>
        </>
      ) : finding.severity !== 'blocker' || accept === undefined ? null : finding.acceptable ? (
        <Button size="xs" variant="subtle" onClick={() => accept(alike)}>
          {words.acceptIt}
        </Button>
      ) : (
        <span className="quiet">{words.notAcceptable}</span>
      )}
    </ProblemCard>
  );
}
