import type { Mask } from '../../engine/runner/mask.ts';
import type { Arguments } from '../arguments.ts';
import type { Console } from '../console.ts';
import { jsonProgress } from './json.ts';
import { lineProgress } from './lines.ts';
import { liveProgress } from './live.ts';
import type { Progress } from './progress.ts';

/** JSON where it was asked for, a redrawn view on a terminal, plain lines elsewhere. */
export function openProgress({ json }: Arguments, { language, print }: Console, hide: Mask): Progress {
  if (json) return jsonProgress(print, hide);
  return process.stdout.isTTY ? liveProgress(process.stdout, language) : lineProgress(print, language);
}
