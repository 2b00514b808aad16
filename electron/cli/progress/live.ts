import type { Language } from '../../../shared/problems/problem.ts';
import { reduce } from '../../../shared/run/reduce.ts';
import { counts, elapsed, running } from '../../../shared/run/selectors.ts';
import { initialRunState, type RunState, type StepState } from '../../../shared/run/state.ts';
import { wordsOf } from '../../../shared/run/titles.ts';
import { waitingWords } from '../../../shared/run/waiting.ts';
import { cut } from '../columns.ts';
import { lineProgress } from './lines.ts';
import { type Progress, seconds } from './progress.ts';

const redrawMs = 120;
/** More running steps than this do not help a reader. */
const shownSteps = 12;

/** What one running step is at: the bytes sent, what it waits for, or the last line that it printed. */
function activity(step: StepState, language: Language): string {
  if (step.waitingFor !== undefined) return waitingWords(step.waitingFor, language);
  if (step.progress && step.progress.sent < step.progress.total)
    return `${Math.round(step.progress.sent / 1e6)} / ${Math.round(step.progress.total / 1e6)} MB`;
  return step.lastOutput ?? step.changing ?? '';
}

/** The lines at the bottom of the terminal: how far the run is, and every running step with its host, time and activity. */
export function liveLines(state: RunState, at: number, language: Language, width: number): string[] {
  const { done, total } = counts(state);
  const barWidth = 30;
  const filled = total === 0 ? 0 : Math.round((done / total) * barWidth);
  const steps = running(state);
  const lines = [
    `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done}/${total}  ${seconds(elapsed(state, at))}`,
    ...steps
      .slice(0, shownSteps)
      .map(
        (step) =>
          `  ${step.host.padEnd(12)} ${wordsOf(step.title, language)}  ${seconds(elapsed(step, at))}  ${activity(step, language)}`,
      ),
    ...(steps.length > shownSteps ? [`  … ${steps.length - shownSteps}`] : []),
  ];
  return lines.map((line) => cut(line, width - 1));
}

/** Finished steps scroll by as lines; what runs now is redrawn below them. */
export function liveProgress(screen: NodeJS.WriteStream, language: Language): Progress {
  let state = initialRunState;
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) screen.write(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = () => {
    erase();
    if (state.status !== 'running') return;
    const lines = liveLines(state, Date.now(), language, screen.columns || 80);
    screen.write(`${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  const above = lineProgress((text) => {
    erase();
    screen.write(text);
  }, language);
  const timer = setInterval(draw, redrawMs);
  timer.unref();
  return {
    note: above.note,
    event: (event) => {
      state = reduce(state, event);
      // what a step waits for is in the lines below while it does
      if (event.type !== 'step-waiting') above.event(event);
    },
    end: () => {
      clearInterval(timer);
      erase();
    },
  };
}
