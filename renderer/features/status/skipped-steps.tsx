import { skipCost, titleIn } from '../../../shared/run/skipping.ts';
import { wordsOf } from '../../../shared/run/titles.ts';
import { TablePanel } from '../../components/table-panel.tsx';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { statusWords } from '../../locales/status.ts';

/** What the cluster was deployed without, and what that costs. */
export function SkippedSteps({ steps }: { readonly steps: readonly string[] }) {
  const words = useWords(statusWords);
  const language = useLanguage();
  if (steps.length === 0) return null;
  return (
    <TablePanel
      title={words.skipped}
      aside={<span className="chip warn number">{steps.length}</span>}
      heads={[words.step, words.host, words.cost]}
      rows={steps}
    >
      {(step) => {
        const title = titleIn(step);
        return (
          <tr key={step}>
            <td className="whole">{wordsOf(title, language)}</td>
            <td className="mono whole">{step.slice(title.length + 1)}</td>
            <td>{skipCost(title, language)}</td>
          </tr>
        );
      }}
    </TablePanel>
  );
}
