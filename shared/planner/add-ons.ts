import { helmProgram } from '../catalog/programs.ts';
import { layout } from '../model/layout.ts';
import type { Site } from '../site/site.ts';
import { programs } from './programs.ts';
import { stepId, type StepDraft } from './step.ts';

/** Phase 13: Helm on the masters, once the nodes are there. */
export const addOns = ({ spec, bundle, masters, first }: Site): StepDraft[] =>
  masters.map((node) => ({
    phase: 'add-ons',
    title: 'helm',
    node,
    // nothing waits for it, so it does not take the line and the processors from what everything waits for
    needs: [stepId('nodes-ready', first)],
    resources: [
      ...programs(bundle, spec.arch, [helmProgram]),
      { kind: 'link', path: '/usr/local/bin/helm', to: `${layout.bin}/helm`, unlessPresent: true },
    ],
  }));
