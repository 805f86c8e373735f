import type { HistoryEventBase } from "../model/index.js";
import type { NodeState, NodeStatus } from "./node-state.js";

/** The node with its end. */
export function settled(node: NodeState, event: HistoryEventBase, status: NodeStatus): NodeState {
  const { retryAtMs: _retryAtMs, ...rest } = node;
  const startedAtMs = node.startedAtMs ?? (node.kind === "work" ? undefined : event.atMs);
  return {
    ...rest,
    status,
    ...(startedAtMs !== undefined && { startedAtMs }),
    endedAtMs: event.atMs,
    settledSeq: event.seq,
  };
}

/** The node when nobody waits for it any more: an attempt that runs ends with what cancelled it. */
export function cancelled(node: NodeState, event: HistoryEventBase): NodeState {
  const last = node.attempts.at(-1);
  if (last === undefined || last.endedAtMs !== undefined) return settled(node, event, "cancelled");
  const ended = { ...last, endedAtMs: event.atMs, endedSeq: event.seq };
  return settled({ ...node, attempts: [...node.attempts.slice(0, -1), ended] }, event, "cancelled");
}
