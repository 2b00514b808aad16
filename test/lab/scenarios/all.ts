import { access } from './access.ts';
import { killed } from './killed.ts';
import { refusals } from './refusals.ts';
import { smoke } from './smoke.ts';
import type { Scenario } from './stage.ts';
import { stacked } from './stacked.ts';
import { widen } from './widen.ts';

/** Every scenario, the shortest whole deployment first. */
export const scenarios: readonly Scenario[] = [smoke, stacked, killed, refusals, widen, access];
