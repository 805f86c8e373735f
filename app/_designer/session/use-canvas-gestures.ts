"use client";

import type { Port } from "@dacapo/engine/compiler";
import { useMemo } from "react";
import type { CanvasGestures, CanvasPoint } from "../canvas/gestures";
import { connectNodes } from "../document/commands/connect-nodes";
import { dropNodes } from "../document/commands/drop-nodes";
import { insertOnEdge } from "../document/commands/insert-on-edge";
import { resizeContainer } from "../document/commands/resize-container";
import { whyNotConnect } from "../document/connection-rules";
import type { DesignerStore } from "./designer-store";

/** What a person does on the canvas, as commands. A refused edge is explained with `say`. */
export function useCanvasGestures(
  store: DesignerStore,
  say: (sentence: string) => void,
  openPicker: (at: CanvasPoint, after?: { readonly from: string; readonly port: Port }) => void,
): CanvasGestures {
  return useMemo<CanvasGestures>(
    () => ({
      select: store.select,
      moveNodes: (positions) =>
        store.run(positions.size === 1 ? "Move 1 node" : `Move ${positions.size} nodes`, (before) =>
          dropNodes(before, positions),
        ),
      insertOnEdge: (nodeId, edgeId, position) =>
        store.run("Insert on the edge", (before) => insertOnEdge(before, nodeId, edgeId, position)),
      resizeContainer: (nodeId, box, children) =>
        store.run("Resize", (before) => resizeContainer(before, nodeId, box, children)),
      connect: (connection) => {
        const reason = whyNotConnect(store.getState().document.graph, connection);
        if (reason !== undefined) return say(reason);
        store.run("Connect", (before) => connectNodes(before, connection));
      },
      refuseConnection: (connection) => whyNotConnect(store.getState().document.graph, connection),
      connectionRefused: say,
      connectToNew: (from, port, at) => openPicker(at, { from, port }),
      addAt: (at) => openPicker(at),
    }),
    [store, say, openPicker],
  );
}
