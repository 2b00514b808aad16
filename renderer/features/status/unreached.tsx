import type { Problem } from '../../../shared/problems/problem.ts';
import { useFirstRows } from '../../components/first-rows.tsx';
import { HostRemedy } from '../../components/host-remedy.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { same } from '../../components/same.ts';
import { useWords } from '../../locales/language.tsx';
import { statusWords } from '../../locales/status.ts';

/** Why hosts were not reached, and what can be done about it: one card of what is the same of several. */
export function Unreached({
  problems,
  again,
  looking,
}: {
  readonly problems: readonly Problem[];
  readonly again: () => void;
  readonly looking: boolean;
}) {
  const words = useWords(statusWords);
  const cards = same(problems, ({ code, params, evidence }) => [code, params, evidence]);
  const { shown, more } = useFirstRows(cards);
  if (cards.length === 0) return null;
  return (
    <section className="problems" aria-label={words.problems} role="alert">
      {shown.map((card) => {
        const [problem] = card;
        return (
          <ProblemCard
            key={`${problem.code} ${problem.host ?? ''}`}
            problem={problem}
            hosts={card.flatMap(({ host }) => host ?? [])}
            retry={again}
            retrying={looking}
          >
            <HostRemedy problem={problem} mended={again} />
          </ProblemCard>
        );
      })}
      {more}
    </section>
  );
}
