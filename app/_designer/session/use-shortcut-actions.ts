"use client";

import type { Viewport } from "../canvas/use-viewport";
import { nudgeNodes } from "../document/commands/move-nodes";
import { GRID } from "../document/geometry";
import { NOTHING_SELECTED, onlyNode, selectAll, selectNodes } from "../document/selection";
import type { DesignerStore } from "./designer-store";
import type { ShortcutAction } from "./shortcuts";
import type { useClipboardCommands } from "./use-clipboard-commands";
import { useShortcuts } from "./use-shortcuts";

/** What the keys do that is not a command on the document. */
interface Elsewhere {
  readonly run: () => void;
  readonly search: () => void;
  readonly add: () => void;
  readonly tidy: () => void;
  readonly problems: () => void;
  readonly help: () => void;
}

/** Ties the designer's keys to what they do. */
export function useShortcutActions(
  store: DesignerStore,
  viewport: Viewport,
  clipboard: ReturnType<typeof useClipboardCommands>,
  elsewhere: Elsewhere,
): void {
  const nudge = (x: number, y: number, event: KeyboardEvent): boolean => {
    const { nodeIds } = store.getState().selection;
    const step = event.shiftKey ? GRID * 4 : GRID;
    if (nodeIds.size === 0) return false;
    store.run("Move", (before) => nudgeNodes(before, nodeIds, { x: x * step, y: y * step }), "nudge");
    return true;
  };

  const walk = (direction: "forward" | "back"): boolean => {
    const { document, selection } = store.getState();
    const from = onlyNode(selection);
    const next = document.graph.edges.find((edge) => (direction === "forward" ? edge.from : edge.to) === from);
    if (from === undefined || next === undefined) return false;
    const nodeId = direction === "forward" ? next.to : next.from;
    store.select(() => selectNodes([nodeId]));
    viewport.focus(nodeId);
    viewport.reveal(nodeId);
    return true;
  };

  const focusField = (field: string): boolean => {
    const only = onlyNode(store.getState().selection);
    if (only !== undefined) store.focusField(only, field);
    return only !== undefined;
  };

  const act = (action: ShortcutAction, event: KeyboardEvent): boolean => {
    switch (action) {
      case "run":
        return done(elsewhere.run());
      case "undo":
        return store.undo() !== undefined;
      case "redo":
        return store.redo() !== undefined;
      case "copy":
        // A marked text wins: it is what the person sees as selected.
        return window.getSelection()?.isCollapsed === false ? false : clipboard.copy();
      case "cut":
        return clipboard.cut();
      case "paste":
        return done(clipboard.paste());
      case "duplicate":
        return done(clipboard.duplicate());
      case "delete":
        return done(clipboard.remove());
      case "select-all":
        return done(store.select(() => selectAll(store.getState().document)));
      case "clear":
        return done(store.select(() => NOTHING_SELECTED));
      case "rename":
        return focusField("name");
      case "connect":
        return focusField("connect");
      case "search":
        return done(elsewhere.search());
      case "add":
        return done(elsewhere.add());
      case "tidy":
        return done(elsewhere.tidy());
      case "fit":
        return done(viewport.fit());
      case "fit-selection":
        return done(viewport.fitNodes(store.getState().selection.nodeIds));
      case "zoom-in":
        return done(viewport.zoomIn());
      case "zoom-out":
        return done(viewport.zoomOut());
      case "zoom-reset":
        return done(viewport.zoomReset());
      case "nudge-left":
        return nudge(-1, 0, event);
      case "nudge-right":
        return nudge(1, 0, event);
      case "nudge-up":
        return nudge(0, -1, event);
      case "nudge-down":
        return nudge(0, 1, event);
      case "walk-forward":
        return walk("forward");
      case "walk-back":
        return walk("back");
      case "problems":
        return done(elsewhere.problems());
      case "help":
        return done(elsewhere.help());
    }
  };
  useShortcuts(act);
}

/** The key did something: the browser must not do something else with it. */
function done(_effect: unknown): true {
  return true;
}
