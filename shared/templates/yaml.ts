import { dump } from 'js-yaml';

/** YAML documents in one stream, keys in the order they are given, no line folded. */
export const yaml = (...documents: readonly object[]): string =>
  documents.map((d) => dump(d, { lineWidth: -1, noRefs: true })).join('---\n');
