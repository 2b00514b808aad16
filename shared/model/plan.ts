import type { Resource } from './resource.ts';

/** The phases of a deployment, in the order of the installation manual. */
export const phases = [
  'trust',
  'check',
  'prepare',
  'distribute',
  'packages',
  'images',
  'certificates',
  'etcd',
  'endpoint',
  'control-plane',
  'network',
  'workers',
  'add-ons',
  'verify',
  'hand-over',
] as const;
export type Phase = (typeof phases)[number];

/** How much a step can hurt: nothing changes; it can be undone; it has no inverse. */
export type Risk = 'read-only' | 'reversible' | 'irreversible';

/** What steps do; shared/run/titles.ts says it in words. */
export const stepTitles = [
  'prepare',
  'os-packages',
  'time',
  'trust',
  'runtime',
  'kubernetes',
  'images',
  'certificates',
  'etcd-program',
  'etcd',
  'etcd-quorum',
  'endpoint',
  'init',
  'join',
  'kubelet',
  'flannel',
  'helm',
  'registry',
  'nodes-ready',
  'system-pods-ready',
  'etcd-health',
  'single-vip',
  'pod-network',
  'registry-serves',
  'hand-over',
  'renew',
  'take-part',
  'renew-kubelet',
] as const;
export type StepTitle = (typeof stepTitles)[number];

/** `title/host`, the same in every plan of the same cluster. */
export type StepId = string;

/** Work on one host: its resources are brought about in order, once every step in `needs` is done. */
export interface Step {
  readonly id: StepId;
  readonly phase: Phase;
  /** What the step does. */
  readonly title: StepTitle;
  /** The spec's name of the host. */
  readonly host: string;
  readonly needs: readonly StepId[];
  readonly risk: Risk;
  /** Whether a run may go on without it: what that costs is in shared/run/skipping.ts. */
  readonly skippable: boolean;
  readonly resources: readonly Resource[];
  /** Larger is sooner, where several steps are ready and a limit makes one wait: the critical path first. */
  readonly priority: number;
}

export interface Plan {
  /** The cluster's name and a digest-free summary for a reader. */
  readonly cluster: string;
  readonly kubernetes: string;
  /** Topologically ordered: a step comes after all that it needs. */
  readonly steps: readonly Step[];
}
