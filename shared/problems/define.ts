/** What a problem says to a person: what happened, what was found, what was expected, and what to do about it. */
export interface ProblemText {
  readonly what: string;
  readonly found: string;
  readonly expected: string;
  readonly remedies: readonly string[];
}

/** The parameters of a problem: plain data, so that a problem can be stored in a journal and sent to another process. */
export type ProblemParams = Readonly<Record<string, string | number | readonly string[]>>;

/** One kind of problem: its texts in both languages, and whether trying again without a change can help. */
export interface ProblemKind<P extends ProblemParams> {
  readonly retry: boolean;
  readonly en: (params: P) => ProblemText;
  readonly zh: (params: P) => ProblemText;
}

/** Declares one kind of problem; the parameters' type is named once and holds for both languages. */
export const kind = <P extends ProblemParams>(texts: ProblemKind<P>): ProblemKind<P> => texts;

/** Things one after the other, as a text says them: with `、` in Chinese. */
export const list = (items: readonly string[], separator = ', '): string => items.join(separator);
