import { CloseButton } from '@mantine/core';
import { explain } from '../../../shared/problems/problem.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { welcome } from '../../locales/welcome.ts';

/** Workspaces that were known here and cannot be shown any more, and why: a stick that is unplugged, a folder that was moved or damaged. */
export function UnusableClusters() {
  const words = useWords(welcome);
  const language = useLanguage();
  const [unusable, again] = useCall('unusable', (engine, signal) => engine['clusters.unusable']({}, signal));
  const forget = useAction(async (engine, signal, dir: string) => {
    await engine['clusters.forget']({ dir }, signal);
    again();
  });
  if (unusable.state !== 'answered' || unusable.answer.length === 0) return null;
  return (
    <Panel title={words.unusable} flush>
      <table className="plain clusters">
        <thead>
          <tr>
            <th>{words.folder}</th>
            <th>{words.why}</th>
            <th>
              <span className="unseen">{words.forget}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {unusable.answer.map(({ dir, problems: [first] }) => (
            <tr key={dir}>
              <td className="mono" title={dir}>
                {dir}
              </td>
              <td>{first && explain(first, language).what}</td>
              <td className="right">
                <CloseButton size="sm" aria-label={words.forgetName(dir)} title={words.forget} onClick={() => forget.run(dir)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ProblemList problems={forget.problems} />
    </Panel>
  );
}
