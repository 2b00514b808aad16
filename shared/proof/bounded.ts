/** So many names tell a reader enough. */
const enough = 20;

/** What is amiss, as a person reads it and a problem carries it: the first of it, and how much more there is. */
export const bounded = (amiss: readonly string[]): string[] =>
  amiss.length <= enough ? [...amiss] : [...amiss.slice(0, enough), `+${amiss.length - enough}`];
