/** One or several of a kind. */
export type Some<T> = readonly [T, ...T[]];

/** What says the same together, in the order in which it comes up first. */
export function same<T>(all: readonly T[], said: (one: T) => readonly unknown[]): Some<T>[] {
  const found = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const key = JSON.stringify(said(one));
    const others = found.get(key);
    if (others === undefined) found.set(key, [one]);
    else others.push(one);
  }
  return [...found.values()];
}
