import { createContext, useContext } from 'react';
import { createStore, useStore, type StoreApi } from 'zustand';
import type { Settings } from '../../shared/contract/application.ts';
import type { Language } from '../../shared/problems/problem.ts';
import type { Engine } from '../api/engine.tsx';

export type Theme = 'light' | 'dark';

/** How the operator likes the window; kept by the engine. */
export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  readonly change: (to: { readonly language: Language } | { readonly theme: Theme }) => void;
}

/** The settings that were saved, or else what the system says. */
export function createPreferences(engine: Engine, saved: Settings): StoreApi<Preferences> {
  const system = {
    language: navigator.language.toLowerCase().startsWith('zh') ? ('zh' as const) : ('en' as const),
    theme: window.matchMedia('(prefers-color-scheme: dark)').matches ? ('dark' as const) : ('light' as const),
  };
  let chosen = saved;
  return createStore<Preferences>((set) => ({
    language: saved.language ?? system.language,
    theme: saved.theme ?? system.theme,
    change: (to) => {
      set(to);
      chosen = { ...chosen, ...to };
      // A preference that could not be kept is no reason to disturb anybody.
      engine['application.saveSettings'](chosen, new AbortController().signal).catch(() => undefined);
    },
  }));
}

export const PreferencesContext = createContext<StoreApi<Preferences> | undefined>(undefined);

/** The preferences of the provider above. */
export function usePreferences(): Preferences {
  const store = useContext(PreferencesContext);
  if (store === undefined) throw new Error('no PreferencesContext above');
  return useStore(store);
}
