import { CloseButton } from '@mantine/core';
import type { Problem } from '../../../shared/problems/problem.ts';
import { useAction } from '../../api/use-action.ts';
import { useWords } from '../../locales/language.tsx';
import { welcome } from '../../locales/welcome.ts';

/** Takes a cluster off the list of this computer; what is wrong with that is shown below the list. */
export function useForget(changed: () => void): readonly [forget: (dir: string) => void, problems: readonly Problem[]] {
  const forget = useAction(async (engine, signal, dir: string) => {
    await engine['clusters.forget']({ dir }, signal);
    changed();
  });
  return [forget.run, forget.problems];
}

/** The last cell of a list's row. */
export function ForgetCell({ name, forget }: { readonly name: string; readonly forget: () => void }) {
  const words = useWords(welcome);
  return (
    <td className="right">
      <CloseButton size="sm" aria-label={words.forgetName(name)} title={words.forget} onClick={forget} />
    </td>
  );
}
