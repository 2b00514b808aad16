import { load, YAMLException } from 'js-yaml';
import { clusterSpec, type ClusterSpec } from '../model/spec.ts';
import { problem, type Problem } from '../problems/problem.ts';
import { explainIssues } from './issues.ts';
import { rules } from './rules.ts';

/** Longer than a spec of a thousand nodes by far. */
const limit = 1_048_576;

export type ParsedSpec = { readonly spec: ClusterSpec } | { readonly problems: readonly [Problem, ...Problem[]] };

/**
 * Reads a spec: YAML, then its shape with defaults filled in, then what several values must fulfil together.
 * Every problem of the first of these that fails is returned, each with its path, what was found there and what is allowed.
 */
export function parseSpec(text: string): ParsedSpec {
  if (text.length > limit) return { problems: [problem('spec.too-large', { bytes: text.length, limit })] };
  let document: unknown;
  try {
    // Aliases can make a small text a huge document, and a spec does not need them.
    document = load(text, { maxAliases: 0, maxDepth: 50 });
  } catch (error) {
    return { problems: [syntax(error)] };
  }
  const parsed = clusterSpec.safeParse(document);
  const [first, ...more] = parsed.success ? rules(parsed.data) : explainIssues(parsed.error.issues, document);
  if (first) return { problems: [first, ...more] };
  if (!parsed.success) throw new Error('a refused spec has an issue');
  return { spec: parsed.data };
}

function syntax(error: unknown): Problem {
  if (!(error instanceof YAMLException)) throw error;
  const { line = 0, column = 0 } = error.mark ?? {};
  return problem('spec.syntax', { line: line + 1, column: column + 1, reason: error.reason.slice(0, 200) });
}
