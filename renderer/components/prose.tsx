import { Fragment, type ReactNode } from 'react';

/**
 * A sentence in which commands and names stand between backticks, as in the command line's texts; they are set as such here. A text with
 * a backtick too many is not meant so, and is shown as it is.
 * @param nameOf shows what stands between them otherwise
 */
export function Prose({
  text,
  nameOf = code,
}: {
  readonly text: string;
  readonly nameOf?: ((name: string) => ReactNode) | undefined;
}) {
  const pieces = text.split('`');
  if (pieces.length % 2 === 0) return text;
  // every other piece lies between two of them
  return pieces.map((piece, i) => <Fragment key={i}>{i % 2 === 1 ? nameOf(piece) : piece}</Fragment>);
}

const code = (name: string) => <code>{name}</code>;
