import type { PlannedStep } from '../../shared/contract/plans.ts';

/** What a plan would change, host by host, as Markdown. */
export function markdownOf(steps: readonly PlannedStep[]): string {
  const hosts = [...new Set(steps.map(({ host }) => host))];
  return hosts
    .flatMap((host) => [
      `# ${host}`,
      ...steps
        .filter((step) => step.host === host && !step.satisfied)
        .flatMap(({ title, changes }) => [`## ${title}`, ...changes.map(({ what }) => `- ${what}`)]),
    ])
    .join('\n\n');
}

/** The commands of a plan as a POSIX shell script; what is no command is a comment. */
export function shellOf(steps: readonly PlannedStep[]): string {
  const quoted = (word: string) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  const comment = (text: string) => `# ${text.replace(/\s+/g, ' ')}`;
  const lines = steps
    .filter(({ satisfied }) => !satisfied)
    .flatMap(({ host, title, changes }) => [
      comment(`${host}: ${title}`),
      ...changes.map(({ what, argv }) => (argv === undefined ? comment(what) : argv.map(quoted).join(' '))),
    ]);
  return ['#!/bin/sh', 'set -eu', ...lines, ''].join('\n');
}
