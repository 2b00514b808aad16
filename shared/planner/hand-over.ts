import { layout } from '../model/layout.ts';
import type { Site } from '../site/site.ts';
import { stepId, type StepDraft } from './step.ts';

/** Phase 15: what no node is to keep leaves it: the super-administrator's kubeconfig and the store of blobs. */
export const handOver = ({ first, nodes }: Site): StepDraft[] =>
  nodes.map((node) => ({
    phase: 'hand-over',
    title: 'hand-over',
    node,
    needs: [stepId('nodes-ready', first), ...(node.master ? [stepId('helm', node)] : [])],
    resources: [
      { kind: 'absent', path: layout.superAdminConf },
      { kind: 'absent', path: `${layout.state}/blobs` },
    ],
  }));
