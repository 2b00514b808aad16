import { useEffect } from 'react';
import { useRoute } from './use-route.tsx';

/** Leads to the field that the address names (`data-field`), once the screen with it is drawn. */
export function useField(): void {
  const route = useRoute();
  const field = route.page === 'cluster' ? route.field : undefined;
  useEffect(() => {
    if (field === undefined) return undefined;
    // the window gives its main part the focus when another screen appears: this comes after
    const frame = requestAnimationFrame(() => {
      const found = document.querySelector(`[data-field="${CSS.escape(field)}"]`);
      if (!(found instanceof HTMLElement)) return;
      // what is folded away takes no focus
      found.closest('details')?.setAttribute('open', '');
      found.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [field]);
}
