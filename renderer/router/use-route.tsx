import { useSyncExternalStore } from 'react';
import { hashOf, parseRoute, type Route } from './route.ts';

const subscribe = (changed: () => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

/** The present route. */
export const useRoute = (): Route => parseRoute(useSyncExternalStore(subscribe, () => window.location.hash));

/** Goes to a route, as a link does: there is a way back. */
export const goTo = (route: Route): void => {
  window.location.hash = hashOf(route);
};
