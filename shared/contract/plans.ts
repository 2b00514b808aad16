import { z } from 'zod';
import { acceptance } from '../draft/draft.ts';
import { phases } from '../model/plan.ts';
import { stream } from './define.ts';
import { question } from './hosts.ts';
import { problem } from '../problems/problem-schema.ts';
import { host, path } from './scalars.ts';

/** What a run would change about one resource: what differs, line by line where it is a document. */
export const change = z.strictObject({
  /** `file /etc/hosts`, `service kubelet`. */
  what: z.string(),
  kind: z.string(),
  /** What differs, in words or as a unified diff; secrets are named, never shown. */
  differences: z.array(z.string()),
  /** The argv of a command. */
  argv: z.array(z.string()).optional(),
});

export const plannedStep = z.strictObject({
  id: z.string(),
  phase: z.enum(phases),
  title: z.string(),
  host,
  risk: z.enum(['read-only', 'reversible', 'irreversible']),
  /** Whether the host has all of it already. */
  satisfied: z.boolean(),
  changes: z.array(change),
});
export type PlannedStep = z.infer<typeof plannedStep>;

export const finding = z.strictObject({
  check: z.string(),
  severity: z.enum(['warning', 'blocker']),
  /** Whether it may be accepted where it is a blocker. */
  acceptable: z.boolean(),
  problem,
});

export const preview = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('doing'), what: z.enum(['reach', 'survey', 'check', 'plan', 'compare']) }),
  z.strictObject({ type: z.literal('question'), question }),
  /** The last item, where the plan can be made. Blockers that were not accepted come as problems. */
  z.strictObject({
    type: z.literal('plan'),
    steps: z.array(plannedStep),
    /** What the checks found: warnings, and the blockers that were accepted. */
    warnings: z.array(finding),
    /** The same plan to keep: Markdown for people, POSIX shell for those who must type. */
    markdown: z.string(),
    shell: z.string(),
  }),
]);
export type Preview = z.infer<typeof preview>;

/** The plan, compared with the hosts. Changes nothing on them. */
export const plans = {
  'plans.preview': stream(
    z.strictObject({
      dir: path,
      spec: z.string(),
      accepted: z.array(acceptance),
      /** Of the runbook; English unless said. */
      language: z.enum(['en', 'zh']).optional(),
    }),
    preview,
  ),
};
