import { dump } from 'js-yaml';
import { clusterSpec, type ClusterSpec } from '../model/spec.ts';
import { problem, type Problem } from '../problems/problem.ts';
import { explainIssues } from '../spec/issues.ts';
import { rules } from '../spec/rules.ts';
import type { JsonObject } from '../templates/merge.ts';
import { documentOf } from './document.ts';
import type { Draft } from './draft.ts';
import { placeOf, type Merged, type Place } from './place.ts';
import { soundPart } from './sound-part.ts';

/** What is wrong, and the fields where it can be put right; none where it is a matter of the whole. */
export interface FieldProblem {
  readonly problem: Problem;
  readonly places: readonly Place[];
}

/** A spec, and its text: the same when parsed. Or everything that is wrong, also with fields that are still half typed. */
export type DraftSpec =
  { readonly spec: ClusterSpec; readonly text: string } | { readonly problems: readonly [FieldProblem, ...FieldProblem[]] };

/** The spec that a draft means. Quick enough for every keystroke with hundreds of nodes: the text is written when it is asked for. */
export function specOf(draft: Draft): DraftSpec {
  const { document, merged, problems: unreadable } = documentOf(draft);
  const parsed = clusterSpec.safeParse(document);
  const found = parsed.success ? rules(parsed.data) : unsound(document, parsed.error.issues);
  const [first, ...more] = [...unreadable, ...found].map((p) => placed(p, merged));
  if (first) return { problems: [first, ...more] };
  if (!parsed.success) throw new Error('a refused document has an issue');
  let text: string | undefined;
  return {
    spec: parsed.data,
    get text() {
      return (text ??= textOf(document));
    },
  };
}

type Issues = Parameters<typeof explainIssues>[0];

function unsound(document: JsonObject, issues: Issues): Problem[] {
  const rest = soundPart(document, issues);
  const ruled = rest ? rules(rest.spec).filter((p) => !pathsOf(p).some((path) => rest.unsound.has(path))) : [];
  return [...explainIssues(issues, document), ...ruled];
}

/** Paths of the spec that a problem is about. */
function pathsOf({ code, params }: Problem): readonly string[] {
  const { path, paths } = params;
  switch (code) {
    case 'spec.no-master':
      return ['nodes'];
    case 'spec.networks-overlap':
      return ['network.podSubnet', 'network.serviceSubnet'];
    case 'spec.api-port-in-node-ports':
      return ['endpoint.port', 'network.nodePorts'];
    case 'spec.logs-version':
      return ['storage.logs', 'kubernetes.version'];
    case 'spec.algorithm-version':
      return ['certificates.algorithm', 'kubernetes.version'];
    case 'spec.stacked-etcd-path':
      return ['storage.etcd', 'etcd.topology'];
    case 'spec.endpoint-is-node':
      return ['endpoint.address', String(path)];
    case 'spec.address-in-network':
      return [String(path), String(params['network'])];
    default:
      return Array.isArray(paths) ? paths.map(String) : typeof path === 'string' ? [path] : [];
  }
}

function placed(p: Problem, merged: Merged): FieldProblem {
  if (p.code === 'spec.syntax') return { problem: p, places: [{ field: 'more' }] };
  const paths = p.code === 'spec.unknown-key' ? [] : pathsOf(p);
  const places = paths.map((path) => placeOf(path, merged));
  return { problem: p, places: places.length > 0 ? places : [{ field: 'more' }] };
}

/** A line for each node and each small map; site settings, which may be long, spread out. */
function textOf({ merge, ...document }: JsonObject): string {
  const options = { lineWidth: -1, noRefs: true } as const;
  return dump(document, { ...options, flowLevel: 2 }) + (merge === undefined ? '' : dump({ merge }, options));
}

/** How many masters there are, and what that is worth. */
export interface Quorum {
  readonly masters: number;
  /** How many may be lost at once. */
  readonly survives: number;
  /** Whether one master fewer would survive as many. */
  readonly even: boolean;
  readonly warning?: Problem;
}

/** Quorum of the masters in the table, as it is typed. */
export function quorumOf(draft: Draft): Quorum {
  const masters = draft.nodes.filter(({ roles }) => roles !== 'worker').length;
  const survives = Math.max(0, Math.floor((masters - 1) / 2));
  const even = masters % 2 === 0;
  if (masters === 0 || (!even && survives > 0)) return { masters, survives, even };
  return { masters, survives, even, warning: problem('check.quorum', { members: masters, survives }) };
}
