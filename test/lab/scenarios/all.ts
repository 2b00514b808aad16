import { access } from './access.ts';
import { bundle } from './bundle/bundle.ts';
import { companyCa } from './company-ca.ts';
import { cutOff } from './cut-off.ts';
import { distribute } from './distribute.ts';
import { killed } from './killed.ts';
import { old } from './old.ts';
import { power } from './power.ts';
import { reconnect } from './reconnect.ts';
import { kubeletFails } from './kubelet-fails.ts';
import { refusals } from './refusals.ts';
import { secrets } from './secrets.ts';
import { registry } from './registry.ts';
import { renew, renewStacked } from './renew.ts';
import { smoke } from './smoke.ts';
import type { Scenario } from './stage.ts';
import { states } from './states.ts';
import { standing } from './standing.ts';
import { stacked } from './stacked.ts';
import { widen } from './widen.ts';
import { wizard } from './wizard/wizard.ts';

/** Every scenario, the shortest whole deployment first. */
export const scenarios: readonly Scenario[] = [
  smoke,
  stacked,
  wizard,
  companyCa,
  secrets,
  killed,
  cutOff,
  distribute,
  reconnect,
  kubeletFails,
  refusals,
  widen,
  access,
  renew,
  renewStacked,
  old,
  power,
  states,
  standing,
  registry,
  bundle,
];
