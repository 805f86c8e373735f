import type { Port } from "@dacapo/engine/compiler";
import type { EdgeChange, FinalConnectionState, Connection as FlowConnection, NodeChange } from "@xyflow/react";
import type { MouseEvent as ReactMouseEvent } from "react";
import type { Connection } from "../document/connection-rules";
import type { Position } from "../document/document";
import type { Selection } from "../document/selection";
import { type FlowEdge, type FlowNode, INPUT_PORT } from "./flow-types";

/** React Flow's connection in the document's words. */
export function fromFlow(connection: FlowConnection): Connection {
  return { from: connection.source, port: (connection.sourceHandle ?? "out") as Port, to: connection.target };
}

/** The connection that was tried, whichever end it was begun from. */
export function triedConnection(state: FinalConnectionState): Connection | undefined {
  const { fromHandle, toHandle } = state;
  if (fromHandle === null || toHandle === null || fromHandle.type === toHandle.type) return undefined;
  const [source, target] = fromHandle.type === "source" ? [fromHandle, toHandle] : [toHandle, fromHandle];
  if (target.id !== INPUT_PORT) return undefined;
  return { from: source.nodeId, port: (source.id ?? "out") as Port, to: target.nodeId };
}

/** The selection after React Flow's changes to it; the same one when they do not concern it. */
export function selectionAfter(
  current: Selection,
  of: "nodeIds" | "edgeIds",
  changes: readonly (NodeChange<FlowNode> | EdgeChange<FlowEdge>)[],
): Selection {
  const selected = changes.filter((change) => change.type === "select");
  if (selected.length === 0) return current;
  const ids = new Set(current[of]);
  for (const change of selected) {
    if (change.selected) ids.add(change.id);
    else ids.delete(change.id);
  }
  return { ...current, [of]: ids };
}

/** React Flow promises React's event for a drag of a whole selection, and gives the browser's. */
export function browserEvent(event: ReactMouseEvent | MouseEvent | TouchEvent): MouseEvent | TouchEvent {
  return "nativeEvent" in event && event.nativeEvent !== undefined ? event.nativeEvent : (event as MouseEvent);
}

/** Where on the screen a pointer is. */
export function pointOf(event: MouseEvent | TouchEvent): Position {
  if ("clientX" in event) return { x: event.clientX, y: event.clientY };
  const touch = event.changedTouches[0];
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 };
}
