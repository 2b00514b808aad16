import type { StepTitle } from '../model/plan.ts';

/**
 * How long a step usually takes, in ms: medians of the journals of six deployments of three masters and a worker in the lab (nodes of
 * one machine with two processors, packages sent over loopback). A slower line or disk makes all of them longer by much the same factor,
 * which `timeLeft` learns as a run goes on.
 */
const typical: Readonly<Partial<Record<string, number>>> = {
  prepare: 300,
  trust: 300,
  runtime: 8_300,
  kubernetes: 15_000,
  images: 18_800,
  certificates: 1_000,
  'etcd-program': 3_600,
  etcd: 6_900,
  'etcd-quorum': 500,
  endpoint: 300,
  init: 17_800,
  join: 16_200,
  kubelet: 300,
  flannel: 2_400,
  helm: 3_500,
  'nodes-ready': 1_300,
  'system-pods-ready': 7_400,
  'etcd-health': 500,
  'single-vip': 200,
  'pod-network': 7_000,
  'hand-over': 300,
} satisfies Partial<Record<StepTitle, number>>;

/** How long a step of that title usually takes, in ms; undefined where nothing was measured. */
export const typicalOf = (title: string): number | undefined => (Object.hasOwn(typical, title) ? typical[title] : undefined);
