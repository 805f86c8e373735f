import type { GraphNode, Port } from "@dacapo/engine/compiler";
import { whyNotConnect } from "../connection-rules";
import { type Position, type WorkflowDocument, withNodes } from "../document";
import { resizableSizes, snapPosition } from "../geometry";
import { connectNodes } from "./connect-nodes";
import { growContainers } from "./grow-containers";

export interface AddNode {
  readonly node: GraphNode;
  /** Relative to the node's parent. */
  readonly position: Position;
  /** The port that leads to the new node. Left out when the rules refuse that edge. */
  readonly after?: { readonly from: string; readonly port: Port } | undefined;
}

/** Adds a node, connected to what it was added after; the container it lies in grows to hold it. */
export function addNode(document: WorkflowDocument, { node, position, after }: AddNode): WorkflowDocument {
  const placed = { ...snapPosition(position), ...resizableSizes(node.type)?.first };
  const added: WorkflowDocument = {
    graph: withNodes(document, [...document.graph.nodes, node]).graph,
    layout: { ...document.layout, [node.id]: placed },
  };
  const grown = growContainers(added, node.parent);
  if (after === undefined) return grown;
  const connection = { ...after, to: node.id };
  return whyNotConnect(grown.graph, connection) === undefined ? connectNodes(grown, connection) : grown;
}
