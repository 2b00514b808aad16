import { repositories } from '../catalog/images.ts';
import { layout } from '../model/layout.ts';
import type { Site } from '../site/site.ts';
import { flannelManifest } from '../templates/flannel.ts';
import { imageOf } from './programs.ts';
import { stepId, type StepDraft } from './step.ts';

/** Phase 11: the pod network, as soon as the first master's API answers. */
export const network = ({ spec, bundle, first }: Site): StepDraft[] => [
  {
    phase: 'network',
    title: 'flannel',
    node: first,
    needs: [stepId('init', first)],
    resources: [
      {
        kind: 'manifest',
        path: `${layout.manifests}/flannel.yaml`,
        content: flannelManifest(spec, {
          flannel: imageOf(bundle, spec.arch, repositories.flannel).name,
          plugin: imageOf(bundle, spec.arch, repositories.flannelCni).name,
        }),
      },
    ],
  },
];
