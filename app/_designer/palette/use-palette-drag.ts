"use client";

import { type PointerEvent, useCallback, useEffect, useRef, useState } from "react";
import type { Position } from "../document/document";
import type { PaletteEntry } from "../document/palette-entries";

/** An entry of the palette on its way to the canvas. */
export interface PaletteDrag {
  readonly entry: PaletteEntry;
  readonly at: Position;
}

/** Fewer pixels than this are a click with a shaking hand. */
const DRAG_THRESHOLD_PX = 4;

/**
 * Dragging from the palette by pointer events, which mouse, pen and finger all give. A grab that
 * never moves stays a click.
 */
export function usePaletteDrag(events: {
  readonly onMove: (entry: PaletteEntry, at: Position) => void;
  readonly onDrop: (entry: PaletteEntry, at: Position) => void;
  readonly onEnd: () => void;
}) {
  const [drag, setDrag] = useState<PaletteDrag>();
  const stop = useRef<(() => void) | undefined>(undefined);
  const latest = useRef(events);
  useEffect(() => {
    latest.current = events;
  });
  useEffect(() => () => stop.current?.(), []);

  const grab = useCallback((entry: PaletteEntry, down: PointerEvent<HTMLElement>) => {
    if (down.button !== 0) return;
    const from = { x: down.clientX, y: down.clientY };
    const source = down.currentTarget;
    let isDragging = false;
    const move = (event: globalThis.PointerEvent) => {
      const at = { x: event.clientX, y: event.clientY };
      if (!isDragging && Math.hypot(at.x - from.x, at.y - from.y) < DRAG_THRESHOLD_PX) return;
      isDragging = true;
      setDrag({ entry, at });
      latest.current.onMove(entry, at);
    };
    const end = (event: globalThis.PointerEvent) => {
      finish();
      if (!isDragging) return;
      if (event.type === "pointerup") {
        swallowNextClick(source);
        latest.current.onDrop(entry, { x: event.clientX, y: event.clientY });
      }
    };
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      finish();
    };
    const finish = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      window.removeEventListener("keydown", onEscape, true);
      stop.current = undefined;
      setDrag(undefined);
      latest.current.onEnd();
    };
    stop.current?.();
    stop.current = finish;
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
    window.addEventListener("keydown", onEscape, true);
  }, []);

  return { drag, grab };
}

/** A drag that ends where it began must not also count as a click there. */
function swallowNextClick(source: HTMLElement): void {
  const swallow = (event: MouseEvent) => {
    if (event.target instanceof Node && source.contains(event.target)) event.stopPropagation();
  };
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, true), 0);
}
