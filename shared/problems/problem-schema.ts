import { z } from 'zod';
import { isProblemCode, type Problem, type ProblemCode } from './problem.ts';

/** A `Problem` as it crosses a border. */
export const problem: z.ZodType<Problem> = z.strictObject({
  code: z.custom<ProblemCode>((code) => typeof code === 'string' && isProblemCode(code), { error: 'unknown problem code' }),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
  host: z.string().optional(),
  evidence: z.array(z.string()).optional(),
});
