import { createContext, useContext } from 'react';
import type { Language } from '../../shared/problems/problem.ts';
import type { Dictionary } from './dictionary.ts';

/** The language of everything below; changing it needs no reload. */
export const LanguageContext = createContext<Language>('en');

export const useLanguage = (): Language => useContext(LanguageContext);

/** The texts of a dictionary in the present language. */
export const useWords = <T,>(texts: Dictionary<T>): T => texts[useLanguage()];
