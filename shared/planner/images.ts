import { imagesOf } from '../catalog/images.ts';
import type { Site } from '../site/site.ts';
import { imagesResource } from './programs.ts';
import { stepId, type StepDraft } from './step.ts';

/** Phase 6: each node gets the images that its role runs, unpacked and pinned, so that nothing is ever pulled. */
export const images = ({ spec, bundle, nodes }: Site): StepDraft[] =>
  nodes.map((node) => ({
    phase: 'images',
    title: 'images',
    node,
    needs: [stepId('runtime', node)],
    resources: [imagesResource(bundle, spec.arch, imagesOf(node, spec))],
  }));
