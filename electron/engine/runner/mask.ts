import { type Problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { KeyPieces } from './key-pieces.ts';

/** Replaces known secrets in a text. */
export type Mask = (text: string) => string;

/** What stands where a secret stood. */
export const masked = '********';

/** Shorter values would hide half of every text, and tell where they are by what is missing. */
const shortest = 4;
/** Lines of a longer secret that alone would give something away: the lines of a private key. */
const shortestLine = 16;

/**
 * A function that replaces these secrets wherever they stand in a text: as they are, line by line where they have
 * several, and in base64 (plain and URL-safe, also inside longer encoded data, whatever stands before or after).
 * Values under 4 characters are left alone.
 */
export function mask(secrets: Iterable<string>): Mask {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < shortest) continue;
    for (const form of [secret, secret.trim(), ...keyLines(secret), ...base64Forms(secret)]) {
      if (form.length >= shortest) forms.add(form);
    }
  }
  if (forms.size === 0) return (text) => text;
  // Longest first: a secret that is part of another must not leave the other's rest behind.
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(escapedForRegExp).join('|'), 'g');
  return (text) => text.replace(pattern, masked);
}

/**
 * `mask` of a set that grows: values that are added later are masked from then on. Private keys, and what they are in (kubeconfigs),
 * are masked by their parts, of which the headers of a PEM are none.
 */
export function maskGrowing(secrets: ReadonlySet<string>): Mask {
  const keys = new KeyPieces();
  const others: string[] = [];
  let known = 0;
  let hide: Mask = (text) => text;
  return (text) => {
    if (secrets.size !== known) {
      const before = others.length;
      // A set keeps the order in which its values came.
      others.push(...[...secrets].slice(known).filter((secret) => !keys.add(secret)));
      if (others.length !== before) hide = mask(others);
      known = secrets.size;
    }
    return keys.replace(hide(text), masked);
  };
}

/** An event with the secrets masked in its free text; what identifies steps and hosts comes from the spec and stays. */
export function maskEvent(event: RunEvent, hide: Mask): RunEvent {
  switch (event.type) {
    case 'resource-changing':
    case 'resource-changed':
    case 'step-waiting':
      return { ...event, what: hide(event.what) };
    case 'step-output':
      return { ...event, line: hide(event.line) };
    case 'step-finished':
    case 'run-finished':
      return { ...event, problems: event.problems.map((problem) => maskProblem(problem, hide)) };
    case 'run-started':
    case 'step-started':
    case 'step-skipped':
    case 'step-progress':
      return event;
  }
}

/** A problem with the secrets masked in its parameters and its evidence. */
export function maskProblem(problem: Problem, hide: Mask): Problem {
  const hidden = (value: string | number | readonly string[]) => {
    if (typeof value === 'number') return value;
    return typeof value === 'string' ? hide(value) : value.map(hide);
  };
  return {
    ...problem,
    params: Object.fromEntries(Object.entries(problem.params).map(([name, value]) => [name, hidden(value)])),
    ...(problem.evidence === undefined ? {} : { evidence: problem.evidence.map(hide) }),
  };
}

/** The same of what is thrown: problems; anything else is thrown as it is. */
export function maskError(error: unknown, hide: Mask): unknown {
  if (!(error instanceof ProblemError)) return error;
  const [first, ...more] = error.problems;
  return new ProblemError(maskProblem(first, hide), ...more.map((one) => maskProblem(one, hide)));
}

const keyLines = (secret: string): string[] =>
  secret
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= shortestLine && !line.startsWith('-----'));

/**
 * How a secret shows inside base64, which packs 3 bytes into 4 characters: once for each place it may have in such a
 * group. Characters that also depend on the neighbours are left out.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const within = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return encoded.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 4) / 3));
  });
  return [bytes.toString('base64'), ...within].flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

const escapedForRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
