import { layout } from '../model/layout.ts';
import type { StepId } from '../model/plan.ts';
import type { ClusterSpec } from '../model/spec.ts';
import type { Site, SiteNode } from '../site/site.ts';
import { stepId, type StepDraft } from './step.ts';

/** Phase 15: what no node is to keep leaves it: the super-administrator's kubeconfig and the store of blobs. */
export const handOver = ({ spec, first, nodes }: Site): StepDraft[] =>
  nodes.map((node) => ({
    phase: 'hand-over',
    title: 'hand-over',
    node,
    needs: [stepId('nodes-ready', first), ...(node.master ? [stepId('helm', node), ...registryOf(spec, node)] : [])],
    resources: [
      { kind: 'absent', path: layout.superAdminConf },
      { kind: 'absent', path: `${layout.state}/blobs` },
    ],
  }));

/** The registry's content goes through the store. */
const registryOf = ({ registry }: ClusterSpec, node: SiteNode): StepId[] =>
  registry?.kind === 'cluster' ? [stepId('registry', node)] : [];
