/** The steps of a deployment, in the order of the rail. */
export const deploymentSteps = ['package', 'nodes', 'network', 'checks', 'confirm', 'deploy', 'hand-over'] as const;
/** Those of a survey. */
export const surveySteps = ['nodes', 'survey'] as const;
export const stepNames = [...deploymentSteps, 'survey'] as const;
export type StepName = (typeof stepNames)[number];

/** The screens of a cluster: its steps, and how it was found to be. */
export const screenNames = [...stepNames, 'status'] as const;
export type ScreenName = (typeof screenNames)[number];

/** Pages that belong to no cluster. */
export const pageNames = ['practice', 'survey', 'make-package', 'open'] as const;
export type PageName = (typeof pageNames)[number];

/** What the window shows. A cluster is known by its workspace; without a screen it is the cluster's own page. */
export type Route =
  | { readonly page: 'welcome' | PageName }
  | {
      readonly page: 'cluster';
      readonly dir: string;
      readonly step?: ScreenName | undefined;
      /** A field of that screen, by its path in the draft. */
      readonly field?: string | undefined;
      /** One of its earlier runs, by its id. */
      readonly run?: string | undefined;
    };

export const welcome: Route = { page: 'welcome' };

/** The route of a hash such as `#/cluster/%2Fsrv%2Fdemo/nodes`; whatever is none is the first page. */
export function parseRoute(hash: string): Route {
  const [first = '', dir = '', last, id = ''] = hash.replace(/^#?\/?/, '').split('/');
  const page = pageNames.find((name) => name === first);
  if (page !== undefined) return { page };
  const decoded = first === 'cluster' ? decode(dir) : '';
  if (decoded === '') return welcome;
  if (last === 'runs' && /^[\w-]{1,64}$/.test(id)) return { page: 'cluster', dir: decoded, run: id };
  const step = screenNames.find((name) => name === last);
  const field = step !== undefined && /^[\w.-]{1,64}$/.test(id) ? id : undefined;
  return { page: 'cluster', dir: decoded, step, field };
}

/** The hash of a route. */
export function hashOf(route: Route): string {
  if (route.page === 'welcome') return '#/';
  if (route.page !== 'cluster') return `#/${route.page}`;
  const { dir, step, field, run } = route;
  const rest =
    run !== undefined ? `/runs/${run}` : step === undefined ? '' : field === undefined ? `/${step}` : `/${step}/${field}`;
  return `#/cluster/${encodeURIComponent(dir)}${rest}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
