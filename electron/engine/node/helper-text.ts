import { readFileSync } from 'node:fs';

/** The files of `helper/`, in the order in which a host reads them: the last one begins, so that a text that is cut off does nothing. */
export const helperParts = ['protocol', 'facts', 'files', 'system', 'images', 'relay', 'commands', 'lease', 'main'] as const;

let text: Buffer | undefined;
/** The helper's whole text. `helper/` lies beside this file, and in the program beside the bundled one. */
export const helperText = (): Buffer =>
  (text ??= Buffer.concat(helperParts.map((part) => readFileSync(new URL(`helper/${part}.sh`, import.meta.url)))));
