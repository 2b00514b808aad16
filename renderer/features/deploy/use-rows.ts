import { useCallback, useEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

/** Rows beyond what is seen, on either side. */
const spare = 6;
/** The window moves by so many rows at a time: most frames of scrolling change no row. */
const stride = 4;

export interface Rows {
  readonly from: number;
  readonly count: number;
}

/**
 * Which rows of equal height are in sight of a scroller, and a little around them; `look` reads it anew. Where there is more to scroll to
 * stands in the scroller's parent's data attributes, for its shadows.
 */
export function useRows(
  scroller: RefObject<HTMLElement | null>,
  height: number,
): { readonly rows: Rows; readonly look: () => void } {
  const [rows, setRows] = useState<Rows>({ from: 0, count: 0 });
  const look = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const { scrollTop, scrollLeft, clientHeight, clientWidth, scrollHeight, scrollWidth } = element;
    const frame = element.parentElement?.dataset;
    if (frame !== undefined) {
      frame['left'] = String(scrollLeft > 1);
      frame['right'] = String(scrollLeft + clientWidth < scrollWidth - 1);
      frame['below'] = String(scrollTop + clientHeight < scrollHeight - 1);
    }
    const from = Math.max(0, Math.floor((Math.floor(scrollTop / height) - spare) / stride) * stride);
    const count = Math.ceil(clientHeight / height) + 2 * spare + stride;
    setRows((held) => (held.from === from && held.count === count ? held : { from, count }));
  }, [scroller, height]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    // Drawn with the scrolling, not a frame behind it.
    const scrolled = () => flushSync(look);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', scrolled);
    };
  }, [scroller, look]);
  return { rows, look };
}
