import { z } from 'zod';
import { call } from './define.ts';
import { plannedStep } from './plans.ts';
import { path } from './scalars.ts';

/** A sheet of a workbook: what stands above its columns, and its rows. */
export const sheet = z.strictObject({
  title: z.string().min(1).max(31),
  head: z.array(z.string().max(256)).min(1).max(50),
  rows: z.array(z.array(z.union([z.string().max(32_000), z.number()])).max(50)).max(20_000),
});
export type Sheet = z.infer<typeof sheet>;

/** Files that go to a customer and come back. Content travels as base64: in a browser, files are on another machine than the engine. */
export const documents = {
  /** A workbook (.xlsx) for a customer to fill in: a row for each node. */
  'documents.nodeTemplate': call(
    z.strictObject({ language: z.enum(['en', 'zh']) }),
    z.strictObject({ name: z.string(), content: z.base64() }),
  ),
  /** Barque's own template of a Word document, to be changed and given instead of it. */
  'documents.wordTemplate': call(
    z.strictObject({ which: z.enum(['delivery', 'change-sheet']), language: z.enum(['en', 'zh']) }),
    z.strictObject({ name: z.string(), content: z.base64() }),
  ),
  /** The change sheet (.docx) of a plan, for those who approve it; `template` is a path on the engine's machine. */
  'documents.changeSheet': call(
    z.strictObject({
      cluster: z.string(),
      practice: z.boolean(),
      steps: z.array(plannedStep),
      language: z.enum(['en', 'zh']),
      template: path.optional(),
    }),
    z.strictObject({ name: z.string(), content: z.base64() }),
  ),
  /** A workbook (.xlsx) of tables that the face has. */
  'documents.workbook': call(
    z.strictObject({ name: z.string().min(1).max(253), sheets: z.array(sheet).min(1).max(20) }),
    z.strictObject({ name: z.string(), content: z.base64() }),
  ),
  /** The cells of a workbook's first sheet, from its first row on; `importSheet` (shared/import) makes nodes of them. */
  'documents.readNodes': call(
    z.strictObject({ content: z.base64().max(6_000_000) }),
    z.strictObject({ rows: z.array(z.array(z.string())) }),
  ),
};
