"use client";

import { useEffect, useRef } from "react";
import type { Position } from "../document/document";
import type { PaletteEntry } from "../document/palette-entries";
import classes from "./node-picker.module.css";
import { PaletteList } from "./palette-list";

interface NodePickerProps {
  readonly at: Position;
  readonly entries: readonly PaletteEntry[];
  readonly onPick: (entry: PaletteEntry) => void;
  readonly onClose: () => void;
}

const WIDTH_PX = 224;
const HEIGHT_PX = 340;

/** The palette where it is wanted: where an edge was dropped, where the canvas was double-clicked. */
export function NodePicker({ at, entries, onPick, onClose }: NodePickerProps) {
  const box = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);

  useEffect(() => {
    search.current?.focus();
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) onClose();
    };
    window.addEventListener("pointerdown", outside, true);
    return () => window.removeEventListener("pointerdown", outside, true);
  }, [onClose]);

  return (
    <div
      ref={box}
      className={classes.picker}
      role="dialog"
      aria-label="Add a node"
      style={{
        left: Math.max(8, Math.min(at.x, window.innerWidth - WIDTH_PX - 8)),
        top: Math.max(8, Math.min(at.y, window.innerHeight - HEIGHT_PX - 8)),
        width: WIDTH_PX,
        maxHeight: HEIGHT_PX,
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") onClose();
      }}
    >
      <PaletteList entries={entries} onPick={onPick} searchRef={search} />
    </div>
  );
}
