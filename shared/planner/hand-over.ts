import { keptKeyFiles } from '../model/key-files.ts';
import { layout } from '../model/layout.ts';
import type { StepId } from '../model/plan.ts';
import type { ClusterSpec } from '../model/spec.ts';
import type { Site, SiteNode } from '../site/site.ts';
import { noRegistry } from './registry.ts';
import { stepId, type StepDraft } from './step.ts';

/**
 * Phase 15: what no node is to keep leaves it: the super-administrator's kubeconfig, the store of blobs, copies of private keys that an
 * earlier Barque made, and a registry that is no longer wanted, which by then nobody asks any more. No etcd member may start without data
 * any more, and the masters keep the evidence that the cluster was completed.
 */
export const handOver = ({ spec, first, nodes, cluster, scope }: Site): StepDraft[] =>
  nodes.map((node) => ({
    phase: 'hand-over',
    title: 'hand-over',
    node,
    needs: [stepId('nodes-ready', first), ...(node.master ? [stepId('helm', node), ...registryOf(spec, node)] : [])],
    resources: [
      { kind: 'absent', path: layout.superAdminConf },
      { kind: 'absent', path: `${layout.state}/blobs` },
      { kind: 'absent', path: layout.etcdFounding },
      ...keptKeyFiles(node).map((path) => ({ kind: 'absent', path }) as const),
      ...(node.master ? noRegistry(spec) : []),
      ...(node.master && scope.kind === 'create'
        ? [{ kind: 'file', path: layout.completed, mode: 0o600, content: `${cluster}\n` } as const]
        : []),
    ],
  }));

/** The registry's content goes through the store. */
const registryOf = ({ registry }: ClusterSpec, node: SiteNode): StepId[] =>
  registry?.kind === 'cluster' ? [stepId('registry', node)] : [];
