"use client";

import { useCallback, useState } from "react";
import type { DropTarget } from "../canvas/drop-target";
import { edgeUnder } from "../canvas/edge-under";
import type { CanvasPoint } from "../canvas/gestures";
import type { Viewport } from "../canvas/use-viewport";
import type { Position } from "../document/document";
import { containerAt, hasInput } from "../document/geometry";
import { looseEnd } from "../document/loose-end";
import type { PaletteEntry } from "../document/palette-entries";
import { type Place, placeNode } from "../document/placement";
import { onlyNode, selectNodes } from "../document/selection";
import { useDesigner } from "../session/designer-context";
import { usePaletteDrag } from "./use-palette-drag";

/** The list of nodes that is open over the canvas, and where its choice goes; to the usual place when left out. */
export interface OpenPicker {
  readonly screen: Position;
  readonly place?: Extract<Place, { kind: "at" }>;
}

const NO_EXCLUSION: ReadonlySet<string> = new Set();

/** Every way in which a node is added: a click, a drag from the palette, a choice from the picker. */
export function useAddNode(viewport: Viewport) {
  const { store, index } = useDesigner();
  const [picker, setPicker] = useState<OpenPicker>();
  const [hover, setHover] = useState<DropTarget>();

  const add = useCallback(
    (entry: PaletteEntry, place: Place) => {
      const placed = placeNode(store.getState().document, entry.template, place, index);
      store.run(`Add ${entry.title}`, () => placed.document);
      store.select(() => selectNodes([placed.nodeId]));
      viewport.reveal(placed.nodeId);
    },
    [store, index, viewport],
  );

  /** After the selected node, on the selected edge, after the only loose end, or in the middle of what is seen. */
  const addUsually = useCallback(
    (entry: PaletteEntry) => {
      const { document, selection } = store.getState();
      const nodeId = onlyNode(selection);
      const [edgeId] = selection.edgeIds;
      const end = hasInput(entry.template.type) ? looseEnd(document) : undefined;
      if (entry.template.type === "group" && selection.nodeIds.size > 0)
        add(entry, { kind: "around", nodeIds: selection.nodeIds });
      else if (nodeId !== undefined) add(entry, { kind: "after", nodeId });
      else if (edgeId !== undefined && selection.edgeIds.size === 1) add(entry, { kind: "edge", edgeId });
      else if (end !== undefined && selection.nodeIds.size === 0) add(entry, { kind: "after", ...end });
      else add(entry, { kind: "at", point: viewport.middle().canvas });
    },
    [store, add, viewport],
  );

  const { drag, grab } = usePaletteDrag({
    onMove: (entry, at) => {
      const point = viewport.pointAt(at);
      const edgeId = point === undefined || !hasInput(entry.template.type) ? undefined : edgeUnder(at);
      const containerId =
        point === undefined ? undefined : containerAt(store.getState().document, point, NO_EXCLUSION)?.id;
      setHover(edgeId !== undefined ? { edgeId } : containerId !== undefined ? { containerId } : undefined);
    },
    onDrop: (entry, at) => {
      const point = viewport.pointAt(at);
      if (point === undefined) return;
      const edgeId = hasInput(entry.template.type) ? edgeUnder(at) : undefined;
      add(entry, edgeId !== undefined ? { kind: "edge", edgeId, point } : { kind: "at", point });
    },
    onEnd: () => setHover(undefined),
  });

  const pick = (entry: PaletteEntry) => {
    setPicker(undefined);
    if (picker?.place === undefined) addUsually(entry);
    else add(entry, picker.place);
    // The list is gone, and the focus with it: it goes on where the new node is, once that is drawn.
    requestAnimationFrame(() => {
      const nodeId = onlyNode(store.getState().selection);
      if (nodeId !== undefined) viewport.focus(nodeId);
    });
  };
  const openPicker = useCallback(
    (at: CanvasPoint, after?: Extract<Place, { kind: "at" }>["after"]) =>
      setPicker({
        screen: at.screen,
        place: { kind: "at", point: at.canvas, ...(after !== undefined && { after }) },
      }),
    [],
  );
  const openUsualPicker = useCallback(() => setPicker({ screen: viewport.middle().screen }), [viewport]);

  return {
    addUsually,
    drag,
    grab,
    hover,
    picker,
    pick,
    openPicker,
    openUsualPicker,
    closePicker: () => setPicker(undefined),
  };
}
