import type { RunEvent } from '../../../shared/run/event.ts';
import { type Mask, maskEvent } from '../../engine/runner/mask.ts';
import type { Progress } from './progress.ts';

/** Every event as JSON, one a line, for programs. */
export const jsonProgress = (write: (text: string) => void, hide: Mask): Progress => ({
  note: (line) => write(`${JSON.stringify({ type: 'note', line: hide(line) })}\n`),
  event: (event: RunEvent) => write(`${JSON.stringify(maskEvent(event, hide))}\n`),
  end: () => undefined,
});
