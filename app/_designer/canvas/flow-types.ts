import type { GraphNode, Port } from "@dacapo/engine/compiler";
import type { Edge, Node } from "@xyflow/react";
import type { Size } from "../document/document";
import type { NodeFace } from "../document/face";
import type { EdgeState, NodeView } from "./node-view";

/**
 * What one box on the canvas is drawn from. It holds nothing of the graph as a whole, so that a
 * change elsewhere leaves the object, and with it the drawn box, as it is.
 */
export interface NodeData extends Record<string, unknown> {
  readonly node: GraphNode;
  readonly face: NodeFace;
  readonly size: Size;
  readonly mode: "edit" | "view";
  /** How many edges are awaited here. */
  readonly incomingCount: number;
  /** The ports below the node that an edge leaves from: they are always seen. */
  readonly sidePorts: "" | "error" | "undo" | "error undo";
  /** The name of the node that this one undoes. */
  readonly undoes?: string | undefined;
  /** Nothing lies in this container yet. */
  readonly isEmpty: boolean;
  readonly errorCount: number;
  readonly warningCount: number;
  /** Something is being dragged that would come to lie in this container. */
  readonly isDropTarget: boolean;
  readonly view?: NodeView | undefined;
}
export type FlowNode = Node<NodeData, "workflow">;

export interface EdgeData extends Record<string, unknown> {
  readonly mode: "edit" | "view";
  readonly port: Port;
  /** One of its ends is selected. */
  readonly isBeside: boolean;
  readonly state: EdgeState;
  readonly hasProblem: boolean;
  /** A node is being dragged over it, to be put between. */
  readonly isDropTarget: boolean;
}
export type FlowEdge = Edge<EdgeData, "workflow">;

/** The id of the one input port of a node. Output ports are named by the graph. */
export const INPUT_PORT = "in";
