import type { Resource } from '../../../shared/model/resource.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { VerbFailed, type Ask } from '../node/ask.ts';
import { nameOf } from './name.ts';

/** The request, reported by the name of the resource that it was for where it fails: as `resource.failed`. */
export const naming = (ask: Ask<void>, resource: Resource, host: string): Ask<void> => ({
  ...ask,
  read: (answer) => {
    try {
      ask.read(answer);
    } catch (error) {
      if (!(error instanceof VerbFailed)) throw error;
      throw new ProblemError(problem('resource.failed', { resource: nameOf(resource) }, { host, evidence: error.evidence }));
    }
  },
});
