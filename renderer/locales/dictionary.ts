import type { Language } from '../../shared/problems/problem.ts';

/** The texts of one part of the face. Both languages have the same keys: one that lacks a key does not compile. */
export type Dictionary<T> = Readonly<Record<Language, T>>;

/** Declares the texts of a part: text, or a function that makes it. English says which keys there are. */
export const dictionary = <T extends object>(texts: { readonly en: T; readonly zh: NoInfer<T> }): Dictionary<T> => texts;
