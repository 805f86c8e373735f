import { useEffect, useRef } from "react";
import { positionAfterKey } from "../_timeline/layout/slider-keys";

const KEYS = new Set(["ArrowLeft", "ArrowRight"]);

/** Where the arrow keys have no use of their own: the page itself, a plain button or link that was pressed. */
function isFree(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.matches("button:not([role]), a:not([role])"));
}

/** The left and right arrow go from event to event, from anywhere on the page that has no use of its own for them. */
export function useEventKeys(position: number, eventCount: number, onPosition: (n: number) => void): void {
  const latest = useRef({ position, eventCount, onPosition });
  useEffect(() => {
    latest.current = { position, eventCount, onPosition };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (!KEYS.has(event.key) || !isFree(event.target)) return;
      const { position, eventCount, onPosition } = latest.current;
      const next = positionAfterKey(event.key, position, eventCount);
      if (next === undefined) return;
      event.preventDefault();
      onPosition(next);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
