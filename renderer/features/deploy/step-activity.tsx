import type { StepState } from '../../../shared/run/state.ts';
import { wordsOf } from '../../../shared/run/titles.ts';
import { elapsed } from '../../../shared/run/selectors.ts';
import { deploy } from '../../locales/deploy.ts';
import { bytes, span } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';

/** One running step: what it is at, and for how long it has been. */
export function StepActivity({ step, now, open }: { readonly step: StepState; readonly now: number; readonly open: () => void }) {
  const words = useWords(deploy);
  const language = useLanguage();
  const { progress, waitingFor, changing, lastOutput } = step;
  return (
    <li>
      <button type="button" onClick={open}>
        <span className="mono host">{step.host}</span>
        <span className="what">{wordsOf(step.title, language)}</span>
        <span className="number quiet">{span(elapsed(step, now))}</span>
        <span className="at">
          {waitingFor !== undefined
            ? `${words.waitsFor} ${waitingFor}`
            : progress !== undefined && progress.sent < progress.total
              ? words.sent(bytes(progress.sent, language), bytes(progress.total, language))
              : (lastOutput ?? (changing === undefined ? '' : `${words.changing} ${changing}`))}
        </span>
      </button>
    </li>
  );
}
