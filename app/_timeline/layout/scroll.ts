/**
 * How far a list of even rows must be scrolled so that a row is in sight, or `undefined` when it is
 * already. Computed rather than asked of the browser: asking makes it lay out the whole page again
 * for every event one drags over.
 */
export function scrollToShow(index: number, rowPx: number, scrolledPx: number, heightPx: number): number | undefined {
  const top = index * rowPx;
  if (top < scrolledPx) return top;
  if (top + rowPx > scrolledPx + heightPx) return Math.max(0, top + rowPx - heightPx);
  return undefined;
}
