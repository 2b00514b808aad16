import type { UnusableCluster } from '../../../shared/contract/clusters.ts';
import { explain } from '../../../shared/problems/problem.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { welcome } from '../../locales/welcome.ts';
import { ForgetCell, useForget } from './forget-cluster.tsx';

/** Workspaces that were known here and cannot be shown any more, and why: a stick that is unplugged, a folder that was moved or damaged. */
export function UnusableClusters({ list, changed }: { readonly list: readonly UnusableCluster[]; readonly changed: () => void }) {
  const words = useWords(welcome);
  const language = useLanguage();
  const [forget, problems] = useForget(changed);
  if (list.length === 0) return null;
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
          {list.map(({ dir, problems: [first] }) => (
            <tr key={dir}>
              <td className="mono" title={dir}>
                {dir}
              </td>
              <td>{first && explain(first, language).what}</td>
              <ForgetCell name={dir} forget={() => forget(dir)} />
            </tr>
          ))}
        </tbody>
      </table>
      <ProblemList problems={problems} />
    </Panel>
  );
}
