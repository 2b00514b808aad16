import { Fragment } from 'react';

/** A sentence in which commands and names stand between backticks, as in the command line's texts; they are set as such here. */
export const Prose = ({ text }: { readonly text: string }) =>
  text
    .split('`')
    // every other piece lies between two of them
    .map((piece, i) => <Fragment key={i}>{i % 2 === 1 ? <code>{piece}</code> : piece}</Fragment>);
