import { open } from 'node:fs/promises';
import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import { z } from 'zod';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { refuseUnlessOwnerOnly } from '../../vault/owner-only.ts';
import { reasonOf } from '../../workspace/durable-file.ts';

const login = z.union([
  z.strictObject({ user: z.string().min(1), password: z.string() }),
  z.strictObject({ token: z.string().min(1) }),
]);
/** How to log in at a host. */
export type Login = z.infer<typeof login>;

const largest = 1024 * 1024;

/**
 * Logins by host (`registry.example.com`, `127.0.0.1:5000`), from a JSON or YAML file that is its owner's alone.
 * @throws {ProblemError} `secrets.invalid`, `secrets.file-mode`, `secrets.file-owner`
 */
export async function readCredentials(path: string): Promise<ReadonlyMap<string, Login>> {
  const invalid = (reason: string) => new ProblemError(problem('secrets.invalid', { source: path, reason }));
  const file = await open(path, 'r').catch((error: unknown) => {
    throw invalid(reasonOf(error));
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > largest) throw invalid('not a file of logins');
    refuseUnlessOwnerOnly(path, stats);
    let value: unknown;
    try {
      // every value is the text that it is written as
      value = load(await file.readFile('utf8'), { schema: FAILSAFE_SCHEMA });
    } catch {
      throw invalid('not YAML or JSON');
    }
    const { data } = z.record(z.string().min(1), login).safeParse(value);
    // the parser's own words could quote a password
    if (!data) throw invalid('not a map from hosts to {user, password} or {token}');
    return new Map(Object.entries(data));
  } finally {
    await file.close();
  }
}
