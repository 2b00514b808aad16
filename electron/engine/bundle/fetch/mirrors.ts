import { problem, ProblemError } from '../../../../shared/problems/problem.ts';

/** What lies at one host (and path) is fetched from another. */
export interface Mirror {
  /** host, or host/path. */
  readonly from: string;
  readonly scheme: 'https' | 'http';
  /** host, or host/path. */
  readonly to: string;
}

/** Where something is fetched. */
export interface Place {
  readonly scheme: 'https' | 'http';
  readonly host: string;
  /** Without a leading slash. */
  readonly path: string;
}

const place = '([A-Za-z0-9.-]+(?::\\d{1,5})?(?:/[A-Za-z0-9._-]+)*)/?';
const form = new RegExp(`^${place}=(?:(http|https)://)?${place}$`);

/** Reads a rule such as `registry.k8s.io=http://127.0.0.1:5000/k8s`. @throws {ProblemError} `build.mirror-invalid` */
export function readMirror(rule: string): Mirror {
  const [, from, http, to] = form.exec(rule) ?? [];
  if (from === undefined || to === undefined) throw new ProblemError(problem('build.mirror-invalid', { rule }));
  return { from, scheme: http === 'http' ? 'http' : 'https', to };
}

/** Where a host's path is fetched: from the most specific mirror, else from the host itself. */
export function placeOf(host: string, path: string, mirrors: readonly Mirror[], scheme: Place['scheme'] = 'https'): Place {
  const whole = `${host}/${path}`;
  const [rule] = mirrors
    .filter(({ from }) => whole === from || whole.startsWith(`${from}/`))
    .toSorted((a, b) => b.from.length - a.from.length);
  const target = rule ? `${rule.to}${whole.slice(rule.from.length)}` : whole;
  const slash = target.indexOf('/');
  return { scheme: rule?.scheme ?? scheme, host: target.slice(0, slash), path: target.slice(slash + 1) };
}

/** A URL's place, by the same rules. */
export function placeOfUrl(url: string, mirrors: readonly Mirror[]): URL {
  const { host, pathname, search, protocol } = new URL(url);
  const place = placeOf(host, pathname.slice(1), mirrors, protocol === 'http:' ? 'http' : 'https');
  return new URL(`${place.scheme}://${place.host}/${place.path}${search}`);
}
