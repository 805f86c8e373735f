import type { HistoryEventBase, Origin, TaskId } from "../model/index.js";
import { type NodeKey, type NodeKind, type NodeState, type NodeStatus, nodeKey } from "./node-state.js";
import { containerOf, putNode } from "./put-node.js";
import type { FoldState } from "./run-state.js";

/** A node as it is when the orchestrator asks for it. */
export function asked(
  state: FoldState,
  event: HistoryEventBase,
  origin: Origin,
  kind: NodeKind,
  status: NodeStatus,
): NodeState {
  const { node, path } = origin;
  const first = nodeKey(node, path);
  const occurrence = state.nodes.has(first) ? (state.occurrences.get(first) ?? 1) + 1 : 1;
  const container = containerOf(state, node, path);
  return {
    key: nodeKey(node, path, occurrence),
    node,
    path,
    occurrence,
    kind,
    status,
    ...(container !== undefined && { container }),
    attempts: [],
    scheduledSeq: event.seq,
    scheduledAtMs: event.atMs,
  };
}

export function putAsked(state: FoldState, node: NodeState): FoldState {
  let next = state;
  if (node.occurrence > 1) {
    const first = nodeKey(node.node, node.path);
    next = { ...next, occurrences: next.occurrences.set(first, node.occurrence) };
  }
  const container = node.container === undefined ? undefined : next.nodes.get(node.container)?.node;
  if (container !== undefined && !next.seenContainers.has(node.node))
    next = { ...next, seenContainers: next.seenContainers.set(node.node, container) };
  return putNode(next, node, "orchestrator");
}

export function withTask(state: FoldState, task: TaskId, key: NodeKey): FoldState {
  return { ...state, tasks: state.tasks.set(task, key) };
}

export function nodeOfTask(state: FoldState, task: TaskId): NodeState | undefined {
  const key = state.tasks.get(task);
  return key === undefined ? undefined : state.nodes.get(key);
}
