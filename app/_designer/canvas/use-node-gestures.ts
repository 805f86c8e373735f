"use client";

import type { NodeChange } from "@xyflow/react";
import { useCallback, useRef, useState } from "react";
import { type Box, nodeById, type Position, type WorkflowDocument } from "../document/document";
import { withFrameMembers } from "../document/frames";
import { sizeOf } from "../document/geometry";
import { type DropTarget, dropTargetOf, wasMoved } from "./drop-target";
import { pointOf, selectionAfter } from "./flow-events";
import type { FlowNode } from "./flow-types";
import type { CanvasGestures } from "./gestures";

type Resizing = Box & { readonly nodeId: string };

interface InProgress {
  readonly moving: ReadonlyMap<string, Position>;
  readonly resizing: Resizing | undefined;
}

const NOTHING: InProgress = { moving: new Map(), resizing: undefined };

/**
 * Moving and resizing. While the pointer is down the new places are shown and the document stays as
 * it is; when it goes up, one command says what was done.
 */
export function useNodeGestures(document: WorkflowDocument, gestures: CanvasGestures) {
  const [shown, setShown] = useState(NOTHING);
  const [dropTarget, setDropTarget] = useState<DropTarget>();
  const latest = useRef(NOTHING);

  const show = useCallback((next: InProgress) => {
    latest.current = next;
    setShown(next);
  }, []);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      gestures.select((current) => selectionAfter(current, "nodeIds", changes));
      const resized = changes.find((change) => change.type === "dimensions" && change.resizing !== undefined);
      const current = latest.current;
      let box = current.resizing;
      const positions = new Map(current.moving);
      if (resized?.type === "dimensions" && box === undefined) {
        const node = nodeById(document.graph, resized.id);
        if (node === undefined) return;
        const placed = document.layout[node.id];
        box = { nodeId: node.id, x: placed?.x ?? 0, y: placed?.y ?? 0, ...sizeOf(node, document.layout) };
      }
      let moved = false;
      for (const change of changes) {
        if (change.type !== "position" || change.position === undefined) continue;
        moved = true;
        if (box !== undefined && change.id === box.nodeId) box = { ...box, ...change.position };
        else positions.set(change.id, change.position);
      }
      if (resized?.type === "dimensions" && box !== undefined) {
        if (resized.dimensions !== undefined) box = { ...box, ...resized.dimensions };
        if (resized.resizing === false) {
          gestures.resizeContainer(box.nodeId, box, positions);
          show(NOTHING);
          return;
        }
      }
      if (moved || resized !== undefined)
        show({ moving: box === undefined ? withFrameMembers(document, positions) : positions, resizing: box });
    },
    [gestures, document, show],
  );

  const onDrag = useCallback(
    (event: MouseEvent | TouchEvent, dragged: readonly FlowNode[]) => {
      const next = dropTargetOf(document, dragged, pointOf(event));
      setDropTarget((before) =>
        before?.containerId === next?.containerId && before?.edgeId === next?.edgeId ? before : next,
      );
    },
    [document],
  );

  const onDragStop = useCallback(
    (event: MouseEvent | TouchEvent, dragged: readonly FlowNode[]) => {
      const positions = new Map(dragged.map((node) => [node.id, node.position]));
      const over = dropTargetOf(document, dragged, pointOf(event));
      const [only] = dragged;
      if (over?.edgeId !== undefined && only !== undefined) gestures.insertOnEdge(only.id, over.edgeId, only.position);
      else if (dragged.some((node) => wasMoved(document, node))) gestures.moveNodes(positions);
      setDropTarget(undefined);
      show(NOTHING);
    },
    [document, gestures, show],
  );

  return { ...shown, dropTarget, onNodesChange, onDrag, onDragStop };
}
