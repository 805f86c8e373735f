import type { PointerEvent } from "react";
import { useRef } from "react";

interface DragHandlers {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
}

/**
 * A drag with the primary button along the element, in pixels from its left edge. The pointer stays
 * with the element, so that a drag may leave it. `start` gives what the drag began with, and `move`
 * gets it back with every step, the first one included.
 */
export function useDrag<Begun>(start: (x: number) => Begun, move: (begun: Begun, x: number) => void): DragHandlers {
  const drag = useRef<{ readonly begun: Begun } | undefined>(undefined);
  const xOf = (event: PointerEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const end = () => {
    drag.current = undefined;
  };
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const begun = start(xOf(event));
      drag.current = { begun };
      move(begun, xOf(event));
    },
    onPointerMove: (event) => {
      if (drag.current !== undefined) move(drag.current.begun, xOf(event));
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
