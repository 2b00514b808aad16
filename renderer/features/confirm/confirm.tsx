import { Screen } from '../../components/screen.tsx';
import { useWords } from '../../locales/language.tsx';
import { shell } from '../../locales/shell.ts';

/** The screen of this step. */
export function Confirm() {
  const { steps } = useWords(shell);
  return <Screen title={steps.confirm}>{null}</Screen>;
}
