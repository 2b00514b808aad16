import { helmProgram } from '../catalog/programs.ts';
import { layout } from '../model/layout.ts';
import type { Site } from '../site/site.ts';
import { programs } from './programs.ts';
import { stepId, type StepDraft } from './step.ts';

/** Phase 13: Helm on the masters. */
export const addOns = ({ spec, bundle, masters }: Site): StepDraft[] =>
  masters.map((node) => ({
    phase: 'add-ons',
    title: 'helm',
    node,
    needs: [stepId('prepare', node)],
    resources: [
      ...programs(bundle, spec.arch, [helmProgram]),
      { kind: 'link', path: '/usr/local/bin/helm', to: `${layout.bin}/helm`, unlessPresent: true },
    ],
  }));
