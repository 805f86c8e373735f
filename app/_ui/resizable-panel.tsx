"use client";

import { type KeyboardEvent, type PointerEvent, type ReactNode, useCallback, useEffect, useId, useState } from "react";
import classes from "./resizable-panel.module.css";
import { clamp, sizeAfterKey } from "./resize";

/** The edge of the panel that is dragged. */
export type ResizeEdge = "left" | "right" | "top" | "bottom";

interface ResizablePanelProps {
  /** Names the panel's size in localStorage; the size returns with the next visit. */
  readonly storageKey: string;
  /** What the separator is called: "Inspector width". */
  readonly label: string;
  readonly edge: ResizeEdge;
  readonly initialPx: number;
  readonly minPx: number;
  readonly maxPx: number;
  readonly className?: string;
  readonly children: ReactNode;
}

/**
 * A panel whose one edge can be moved: by pointer, or by arrow keys, Home and End on the separator.
 * A double click returns it to its first size.
 */
export function ResizablePanel(props: ResizablePanelProps) {
  const { storageKey, label, edge, initialPx, minPx, maxPx, className, children } = props;
  const panelId = useId();
  const [sizePx, setSizePx] = useRememberedSize(storageKey, initialPx, minPx, maxPx);
  const horizontal = edge === "left" || edge === "right";
  const grows = edge === "left" || edge === "top" ? -1 : 1;

  const startDrag = (down: PointerEvent<HTMLElement>) => {
    if (down.button !== 0) return;
    down.preventDefault();
    const handle = down.currentTarget;
    const from = horizontal ? down.clientX : down.clientY;
    handle.setPointerCapture(down.pointerId);
    const move = (event: globalThis.PointerEvent) => {
      const at = horizontal ? event.clientX : event.clientY;
      setSizePx(sizePx + (at - from) * grows);
    };
    const end = () => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", end);
      handle.removeEventListener("pointercancel", end);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const next = sizeAfterKey(event.key, { sizePx, minPx, maxPx, horizontal, grows });
    if (next === undefined) return;
    event.preventDefault();
    setSizePx(next);
  };

  return (
    <div
      id={panelId}
      className={className === undefined ? classes.panel : `${classes.panel} ${className}`}
      style={horizontal ? { width: sizePx } : { height: sizePx }}
    >
      <hr
        aria-orientation={horizontal ? "vertical" : "horizontal"}
        aria-label={label}
        aria-controls={panelId}
        aria-valuenow={Math.round(sizePx)}
        aria-valuemin={minPx}
        aria-valuemax={maxPx}
        tabIndex={0}
        className={classes.handle}
        data-edge={edge}
        onPointerDown={startDrag}
        onDoubleClick={() => setSizePx(initialPx)}
        onKeyDown={onKeyDown}
      />
      {children}
    </div>
  );
}

function useRememberedSize(storageKey: string, initialPx: number, minPx: number, maxPx: number) {
  const [sizePx, setState] = useState(initialPx);
  const key = `dacapo.size.${storageKey}`;
  useEffect(() => {
    const stored = Number(window.localStorage.getItem(key) ?? Number.NaN);
    if (Number.isFinite(stored)) setState(clamp(stored, minPx, maxPx));
  }, [key, minPx, maxPx]);
  const setSizePx = useCallback(
    (wantedPx: number) => {
      const next = clamp(wantedPx, minPx, maxPx);
      setState(next);
      window.localStorage.setItem(key, String(Math.round(next)));
    },
    [key, minPx, maxPx],
  );
  return [sizePx, setSizePx] as const;
}
