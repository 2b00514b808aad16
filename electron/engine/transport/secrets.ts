import { problem, ProblemError } from '../../../shared/problems/problem.ts';

/** Reads a secret by its name. */
export type Secrets = (name: string) => Promise<string>;

/**
 * Reads a password, which travels as one line.
 * @throws {ProblemError} `ssh.secret-unusable`
 */
export async function oneLine(name: string, secrets: Secrets, host: string): Promise<string> {
  const password = await secrets(name);
  if (password === '' || /[\r\n\0]/.test(password))
    throw new ProblemError(problem('ssh.secret-unusable', { secret: name }, { host }));
  return password;
}
