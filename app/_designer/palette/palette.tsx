"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import type { PointerEvent, RefObject } from "react";
import { ResizablePanel } from "@/app/_ui/resizable-panel";
import type { PaletteEntry } from "../document/palette-entries";
import { PackProblems } from "./pack-problems";
import classes from "./palette.module.css";
import { PaletteList } from "./palette-list";

interface PaletteProps {
  readonly entries: readonly PaletteEntry[];
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onPick: (entry: PaletteEntry) => void;
  readonly onGrab: (entry: PaletteEntry, event: PointerEvent<HTMLButtonElement>) => void;
  readonly searchRef: RefObject<HTMLInputElement | null>;
}

/** What can be added, at the left of the canvas. A click adds after the selected node; a drag puts it anywhere. */
export function Palette({ entries, isOpen, onToggle, onPick, onGrab, searchRef }: PaletteProps) {
  if (!isOpen) {
    return (
      <aside className={classes.rail} aria-label="Palette">
        <Tooltip label="Show the palette" position="right">
          <ActionIcon aria-label="Show the palette" onClick={onToggle}>
            <IconLayoutSidebarLeftExpand size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </aside>
    );
  }
  return (
    <ResizablePanel storageKey="palette" label="Palette width" edge="right" initialPx={176} minPx={152} maxPx={320}>
      <aside className={classes.palette} aria-label="Palette" style={{ borderRight: "1px solid var(--dc-border)" }}>
        <PaletteList entries={entries} onPick={onPick} onGrab={onGrab} searchRef={searchRef} hint="/" />
        <PackProblems />
        <Tooltip label="Hide the palette" position="right">
          <ActionIcon size={24} className={classes.toggle ?? ""} aria-label="Hide the palette" onClick={onToggle}>
            <IconLayoutSidebarLeftCollapse size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </aside>
    </ResizablePanel>
  );
}

/** The entry under the pointer while it is dragged. */
export function PaletteGhost({
  entry,
  x,
  y,
}: {
  readonly entry: PaletteEntry;
  readonly x: number;
  readonly y: number;
}) {
  return (
    <div className={classes.ghost} style={{ left: x - 100, top: y - 28 }} aria-hidden>
      {entry.title}
    </div>
  );
}
