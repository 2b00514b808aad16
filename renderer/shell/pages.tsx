import { lazy, type ComponentType } from 'react';
import { Welcome } from '../features/welcome/welcome.tsx';
import type { PageName, ScreenName } from '../router/route.ts';

type Pages<N extends string> = Readonly<Record<N, ComponentType>>;

/** What belongs to no cluster. Only the first page is in the first load. */
export const pages: Pages<'welcome' | PageName> = {
  welcome: Welcome,
  practice: lazy(() => import('../features/welcome/practice.tsx').then((part) => ({ default: part.Practice }))),
  open: lazy(() => import('../features/welcome/open.tsx').then((part) => ({ default: part.Open }))),
  survey: lazy(() => import('../features/survey/begin-survey.tsx').then((part) => ({ default: part.BeginSurvey }))),
  'make-package': lazy(() => import('../features/make-package/make-package.tsx').then((part) => ({ default: part.MakePackage }))),
};

/** The screens of a cluster or a survey. */
export const screens: Pages<ScreenName> = {
  package: lazy(() => import('../features/package/package.tsx').then((part) => ({ default: part.Package }))),
  nodes: lazy(() => import('../features/nodes/nodes.tsx').then((part) => ({ default: part.Nodes }))),
  network: lazy(() => import('../features/network/network.tsx').then((part) => ({ default: part.Network }))),
  checks: lazy(() => import('../features/checks/checks.tsx').then((part) => ({ default: part.Checks }))),
  confirm: lazy(() => import('../features/confirm/confirm.tsx').then((part) => ({ default: part.Confirm }))),
  deploy: lazy(() => import('../features/deploy/deploy.tsx').then((part) => ({ default: part.Deploy }))),
  survey: lazy(() => import('../features/survey/survey.tsx').then((part) => ({ default: part.Survey }))),
  status: lazy(() => import('../features/status/status.tsx').then((part) => ({ default: part.Status }))),
  'hand-over': lazy(() => import('../features/hand-over/hand-over.tsx').then((part) => ({ default: part.HandOver }))),
};

export const ClusterPage = lazy(() => import('../features/cluster/cluster.tsx').then((part) => ({ default: part.Cluster })));

/** One of a cluster's runs, whether it goes on or is long over. */
export const RunPage = lazy(() => import('../features/deploy/run.tsx').then((part) => ({ default: part.Run })));
