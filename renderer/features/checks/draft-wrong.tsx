import type { FieldProblem } from '../../../shared/draft/spec.ts';
import { explain, type Language, type Problem } from '../../../shared/problems/problem.ts';
import { Panel } from '../../components/panel.tsx';
import { Prose } from '../../components/prose.tsx';
import { FieldLink } from '../../components/setting-link.tsx';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { steps } from '../../locales/steps.ts';
import { useDraft } from '../../store/use-cluster.tsx';

/** More than these are told where they are typed. */
const most = 20;

/** What is missing from the settings or wrong with them, a line each, which leads to the field. */
export function DraftWrong({ problems }: { readonly problems: readonly FieldProblem[] }) {
  const words = useWords(steps);
  const language = useLanguage();
  const nodes = useDraft((draft) => draft.nodes);
  const nameOf = (key: string) => {
    const { name = '', address = '' } = nodes.find((node) => node.key === key) ?? {};
    return name === '' ? address : name;
  };
  return (
    <Panel title={words.draftWrong(problems.length)} flush>
      <table className="plain">
        <tbody>
          {problems.slice(0, most).map(({ problem, places }, index) => (
            <tr key={index}>
              <td className="whole">
                {places.map((place) => (
                  <div key={`${place.field} ${place.node ?? ''}`}>
                    <FieldLink place={place} />
                    {place.node !== undefined && <span className="mono"> {nameOf(place.node)}</span>}
                  </div>
                ))}
              </td>
              <td className="rest">
                <Prose text={isMissing(problem) ? words.missing : saidOf(problem, language)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** Of a list that must have something in it, it is said as of a field. */
const isMissing = ({ code, params }: Problem): boolean =>
  code === 'spec.missing' || (code === 'spec.value' && params['path'] === 'nodes');

/** What belongs there, where that has a form of its own; else what is wrong with the fields. */
function saidOf(problem: Problem, language: Language): string {
  const { what, expected } = explain(problem, language);
  return problem.code === 'spec.value' ? expected : what;
}
