import type { ExecutionEnded, HistoryEventBase, InstanceStatus } from "../model/index.js";
import { isOpen, type NodeState } from "./node-state.js";
import { endIterations, putNode } from "./put-node.js";
import type { FoldState } from "./run-state.js";
import { cancelled, settled } from "./settle.js";

type Ending = HistoryEventBase & ExecutionEnded;

/**
 * The end of a run. What still ran is cancelled, except containers in which something failed: they
 * have failed, innermost first, because the failure of an inner one is the failure of the outer.
 */
export function endRun(state: FoldState, event: Ending): FoldState {
  const open = [...state.nodes.values()].filter((node) => isOpen(node.status));
  const tasks = open.filter((node) => node.kind !== "loop");
  const loops = open.filter((node) => node.kind === "loop").sort((a, b) => b.path.length - a.path.length);
  let next = withOutcome(state, event);
  for (const task of tasks) next = putNode(next, cancelled(task, event), "ending");
  for (const loop of loops) next = endLoop(next, loop, event);
  return { ...next, openLoops: [] };
}

function endLoop(state: FoldState, open: NodeState, event: Ending): FoldState {
  const next = endIterations(state, open, "cancelled");
  const loop = next.nodes.get(open.key) ?? open;
  const progress = loop.loop;
  if (progress === undefined) return putNode(next, settled(loop, event, "cancelled"), "ending");
  const ended: NodeState = {
    ...loop,
    loop: { ...progress, queued: 0, cancelled: progress.cancelled + progress.queued },
  };
  return putNode(next, settled(ended, event, progress.failed > 0 ? "failed" : "cancelled"), "ending");
}

const STATUS_AFTER: Readonly<Record<ExecutionEnded["type"], InstanceStatus>> = {
  ExecutionCompleted: "Completed",
  ExecutionFailed: "Failed",
  ExecutionTerminated: "Terminated",
};

function withOutcome(state: FoldState, event: Ending): FoldState {
  const ended: FoldState = { ...state, status: STATUS_AFTER[event.type], endedAtMs: event.atMs };
  switch (event.type) {
    case "ExecutionCompleted":
      return { ...ended, output: event.output };
    case "ExecutionFailed":
      return { ...ended, failure: event.failure, ...(event.origin !== undefined && { failedAt: event.origin }) };
    case "ExecutionTerminated":
      return { ...ended, reason: event.reason };
  }
}
