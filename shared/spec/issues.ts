import type { z } from 'zod';
import type { Format } from '../model/format.ts';
import { clusterSpec } from '../model/spec.ts';
import { formatsEn } from '../problems/formats.ts';
import { problem, type Problem } from '../problems/problem.ts';
import { nearest } from './nearest.ts';
import { allowedKeys, valueAt, written } from './shape.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What the schema found wrong, as problems a person can act on. `document` is what was parsed. */
export const explainIssues = (issues: readonly Issue[], document: unknown): Problem[] =>
  issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? unknownKeys(issue, document) : [wrongValue(issue, document)]));

/** Keys under which people keep secrets where no secret belongs. */
const looksSecret = (key: string): boolean => /pass(word|wd|phrase)?$|pwd$|secret|token|credential|private.?key|^key$/i.test(key);

function unknownKeys(issue: Extract<Issue, { code: 'unrecognized_keys' }>, document: unknown): Problem[] {
  const allowed = allowedKeys(clusterSpec, document, issue.path);
  return issue.keys.map((key) => {
    if (looksSecret(key)) return problem('spec.secret-inline', { path: written([...issue.path, key]) });
    const path = written(issue.path);
    return problem('spec.unknown-key', { path, key: key.slice(0, 64), nearest: nearest(key, allowed) ?? '', allowed });
  });
}

function wrongValue(issue: Issue, document: unknown): Problem {
  const value = valueAt(document, issue.path);
  const path = written(issue.path);
  const allowed = choices(issue);
  const format = formatOf(issue);
  // An empty value in YAML is null: to a person, it is not there.
  if ((value === undefined || value === null) && issue.path.length > 0) return problem('spec.missing', { path, format, allowed });
  const found = isHidden(issue.path) ? hidden(value) : printed(issue.code === 'invalid_key' ? issue.path.at(-1) : value);
  return allowed.length > 0 ? problem('spec.choice', { path, found, allowed }) : problem('spec.value', { path, found, format });
}

/** The values to choose from, where the schema lists them. */
function choices(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) return issue.options.map(String);
  return [];
}

const isFormat = (name: string): name is Format => Object.hasOwn(formatsEn, name);

/** Schemas name their form in the message (model/format.ts); the others say what type they want. */
function formatOf(issue: Issue): Format {
  if (issue.code === 'invalid_key') return formatOf(issue.issues[0] ?? { ...issue, code: 'custom' });
  if (isFormat(issue.message)) return issue.message;
  if (issue.code !== 'invalid_type') return 'setting';
  if (issue.expected === 'object' || issue.expected === 'record') return 'map';
  return issue.expected === 'array' ? 'list' : 'text';
}

/** Whatever stands where credentials are named may be one. */
const isHidden = (path: Path): boolean => path.some((key) => key === 'auth' || key === 'become' || looksSecret(String(key)));

const hidden = (value: unknown): string => `(${Array.isArray(value) ? 'list' : typeof value}, not shown)`;

function printed(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
