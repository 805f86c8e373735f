import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** Where one was in each list, by address: back leads to the same place. */
const places = new Map<string, number>();

interface First {
  readonly runId: string;
  readonly top: number;
}

/**
 * Keeps a list where one looks. Runs that begin come in above: while one has scrolled down, or points
 * at a row, the rows stay where they are on the screen. Coming back to an address restores its place.
 */
export function useSteadyScroll(scroller: RefObject<HTMLElement | null>, address: string, firstRunId?: string): void {
  const before = useRef<First | undefined>(undefined);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    element.scrollTop = places.get(address) ?? 0;
    const remember = () => places.set(address, element.scrollTop);
    element.addEventListener("scroll", remember, { passive: true });
    return () => element.removeEventListener("scroll", remember);
  }, [scroller, address]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || firstRunId === undefined) return;
    const rowOf = (runId: string) => element.querySelector<HTMLElement>(`tr[data-run="${CSS.escape(runId)}"]`);
    const { current: known } = before;
    const moved = known === undefined ? null : rowOf(known.runId);
    if (known !== undefined && moved !== null && known.runId !== firstRunId) {
      const pointsAtRow = element.querySelector("tbody tr:hover") !== null;
      if (element.scrollTop > 0 || pointsAtRow) element.scrollTop += moved.offsetTop - known.top;
    }
    const first = rowOf(firstRunId);
    before.current = first === null ? undefined : { runId: firstRunId, top: first.offsetTop };
  }, [scroller, firstRunId]);
}
