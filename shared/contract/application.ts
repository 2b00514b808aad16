import { z } from 'zod';
import { call } from './define.ts';
import { nothing, path } from './scalars.ts';

export const settings = z.strictObject({
  /** Unset, the system's. */
  language: z.enum(['en', 'zh']).optional(),
  theme: z.enum(['light', 'dark']).optional(),
});
export type Settings = z.infer<typeof settings>;

export const folderEntry = z.strictObject({
  name: z.string(),
  /** A bundle is a folder or a file. */
  kind: z.enum(['folder', 'file', 'bundle', 'workspace']),
  /** In bytes; of a folder 0. */
  size: z.number(),
  modified: z.number(),
});

export type FolderEntry = z.infer<typeof folderEntry>;

/** The application itself. */
export const application = {
  'application.info': call(
    nothing,
    z.strictObject({
      version: z.string(),
      host: z.enum(['desktop', 'web']),
      /** Where new clusters' workspaces are made. */
      home: path,
      settings,
    }),
  ),
  'application.saveSettings': call(settings, nothing),
  /** What is in a folder, for choosing a bundle, a workspace or a place for an export; the same in every host. */
  'application.folder': call(
    z.strictObject({ path: path.optional() }),
    z.strictObject({ path, parent: path.optional(), entries: z.array(folderEntry) }),
  ),
};
