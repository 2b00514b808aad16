/** The steps of a deployment, in the order of the rail. */
export const stepNames = ['package', 'nodes', 'network', 'checks', 'confirm', 'deploy', 'hand-over'] as const;
export type StepName = (typeof stepNames)[number];

/** Pages that belong to no cluster. */
export const pageNames = ['practice', 'survey', 'make-package', 'open'] as const;
export type PageName = (typeof pageNames)[number];

/** What the window shows. A cluster is known by its workspace; without a step it is the cluster's own page. */
export type Route =
  | { readonly page: 'welcome' | PageName }
  | { readonly page: 'cluster'; readonly dir: string; readonly step?: StepName | undefined };

export const welcome: Route = { page: 'welcome' };

/** The route of a hash such as `#/cluster/%2Fsrv%2Fdemo/nodes`; whatever is none is the first page. */
export function parseRoute(hash: string): Route {
  const [first = '', dir = '', last] = hash.replace(/^#?\/?/, '').split('/');
  const page = pageNames.find((name) => name === first);
  if (page !== undefined) return { page };
  const decoded = first === 'cluster' ? decode(dir) : '';
  if (decoded === '') return welcome;
  const step = stepNames.find((name) => name === last);
  return { page: 'cluster', dir: decoded, step };
}

/** The hash of a route. */
export function hashOf(route: Route): string {
  if (route.page === 'welcome') return '#/';
  if (route.page !== 'cluster') return `#/${route.page}`;
  return `#/cluster/${encodeURIComponent(route.dir)}${route.step === undefined ? '' : `/${route.step}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
