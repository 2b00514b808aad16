import { useEffect, useState, type RefObject } from 'react';

/** Whether there is more to the right of what is seen of an element that scrolls; looked at anew when `content` changes. */
export function useMoreToTheRight(scroller: RefObject<HTMLElement | null>, content: unknown): boolean {
  const [more, setMore] = useState(false);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => setMore(element.scrollWidth - element.clientWidth - element.scrollLeft > 1);
    const watching = new ResizeObserver(look);
    watching.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      watching.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, content]);
  return more;
}
