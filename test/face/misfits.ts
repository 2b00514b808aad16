/** Pixels by which things may touch or be cut without anybody seeing it. */
const SLACK = 2;
/** Within the lines of a text, letters reach over their line by this part of it without touching the next. */
const LEADING = 0.2;
/** The widest column that a person still reads along, in CSS pixels: the matrix and tables; prose has less. */
const WIDEST = 1760;

/**
 * What a person would see to be wrong with the layout of what is on the screen now, a line each: words that are cut and
 * can be read nowhere, words over words, things beyond the window, a column that sprawls, two things to do first.
 * With a dialog open, only the dialog is looked at.
 */
export function misfits(): string[] {
  const found: string[] = [];
  const root = [...document.querySelectorAll('[role=dialog]')].at(-1) ?? document.body;
  const chain = (element: Element): Element[] => {
    const above: Element[] = [];
    for (let at: Element | null = element; at; at = at.parentElement) above.push(at);
    return above;
  };
  const hidden = (element: Element) =>
    !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
    chain(element).some((at) => at.matches('.unseen, [aria-hidden=true]'));

  interface Words {
    readonly text: string;
    readonly element: Element;
    readonly box: DOMRect;
    /** Stays where it is while the rest scrolls beneath it. */
    readonly floats: boolean;
  }
  const seen: Words[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent?.trim();
    const element = node.parentElement;
    if (!text || !element || hidden(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const above = chain(element);
    const floats = above.some((at) => ['sticky', 'fixed'].includes(getComputedStyle(at).position));
    for (const line of range.getClientRects()) {
      let { left, right, top, bottom } = line;
      for (const at of above) {
        const style = getComputedStyle(at);
        if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
        const frame = at.getBoundingClientRect();
        const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY);
        const explained = above.some((each) => each.hasAttribute('title') || each.hasAttribute('aria-label'));
        const cut = Math.max(right - frame.right, frame.left - left) > SLACK;
        if (cut && !scrolls && !(style.textOverflow === 'ellipsis' && explained)) found.push(`cut: “${text.slice(0, 60)}”`);
        left = Math.max(left, frame.left);
        right = Math.min(right, frame.right);
        top = Math.max(top, frame.top);
        bottom = Math.min(bottom, frame.bottom);
      }
      if (right - left > SLACK && right > innerWidth + SLACK) found.push(`beyond the window: “${text.slice(0, 60)}”`);
      const trim = (bottom - top) * LEADING;
      const box = new DOMRect(left, top + trim, right - left, bottom - top - 2 * trim);
      if (box.width > SLACK && box.height > SLACK && box.bottom > 0 && box.top < innerHeight)
        seen.push({ text, element, box, floats });
    }
  }

  seen.sort((a, b) => a.box.top - b.box.top);
  for (const [index, upper] of seen.entries())
    for (const lower of seen.slice(index + 1)) {
      if (lower.box.top > upper.box.bottom) break;
      const together = Math.min(upper.box.right, lower.box.right) - Math.max(upper.box.left, lower.box.left);
      if (together > SLACK && upper.floats === lower.floats && upper.element !== lower.element)
        found.push(`over one another: “${upper.text.slice(0, 40)}” and “${lower.text.slice(0, 40)}”`);
    }

  if (document.documentElement.scrollWidth > innerWidth) found.push('the page is wider than the window');
  const words = seen.filter(({ element }) => element.closest('main'));
  const wide = Math.max(...words.map(({ box }) => box.right)) - Math.min(...words.map(({ box }) => box.left));
  if (wide > WIDEST) found.push(`a column ${String(Math.round(wide))} px wide`);
  const filled = [...root.querySelectorAll('.mantine-Button-root[data-variant=filled]')].filter((button) => !hidden(button));
  if (filled.length > 1) found.push(`to be done first: ${filled.map((button) => `“${button.textContent}”`).join(', ')}`);
  return [...new Set(found)];
}
