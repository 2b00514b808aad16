/** A document as Go prints it: numbers of 64 bits (bigint) are written out, which JSON.stringify refuses. */
export const exactJson = (document: unknown): string =>
  JSON.stringify(document, (_, value: unknown) => (typeof value === 'bigint' ? `${mark}${value}` : value)).replaceAll(
    /"\\u0001(\d+)"/g,
    '$1',
  );

/** No text of a document begins with this; JSON escapes it. */
const mark = '\u0001';
