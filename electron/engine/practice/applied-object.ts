import { z } from 'zod';

/** An object of Kubernetes, as it is applied and kept: what names it, and whatever else is in it. */
export const appliedObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});
