import { skipCost, titleIn } from '../../../shared/run/skipping.ts';
import { wordsOf } from '../../../shared/run/titles.ts';
import { useFirstRows } from '../../components/first-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { statusWords } from '../../locales/status.ts';

/** What the cluster was deployed without, and what that costs. */
export function SkippedSteps({ steps }: { readonly steps: readonly string[] }) {
  const words = useWords(statusWords);
  const language = useLanguage();
  const { shown, more } = useFirstRows(steps);
  if (steps.length === 0) return null;
  return (
    <Panel title={words.skipped} aside={<span className="chip warn number">{steps.length}</span>} flush>
      <table className="plain" aria-label={words.skipped}>
        <thead>
          <tr>
            <th>{words.step}</th>
            <th>{words.host}</th>
            <th>{words.cost}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((step) => {
            const title = titleIn(step);
            return (
              <tr key={step}>
                <td className="whole">{wordsOf(title, language)}</td>
                <td className="mono whole">{step.slice(title.length + 1)}</td>
                <td>{skipCost(title, language)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {more}
    </Panel>
  );
}
