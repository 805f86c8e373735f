import type { ExecutionEnded, ExecutionFailed, HistoryEventBase, InstanceStatus } from "../model/index.js";
import { type IterationStatus, isOpen, type NodeState } from "./node-state.js";
import { endIterations, latestKey, putIteration, putNode } from "./put-node.js";
import { type FoldState, iterationKey } from "./run-state.js";
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
  let next = withOutcome(event.type === "ExecutionFailed" ? afterFailedTurn(state, event) : state, event);
  for (const task of tasks) next = putNode(next, cancelled(task, event), "ending");
  for (const loop of loops) next = endLoop(next, loop, event);
  return { ...next, openLoops: [] };
}

/**
 * A turn that failed did not come to the end of every iteration that it heard the last of. The one whose
 * code failed is known by its number; the others are completed only if the turn still did something in them.
 */
function afterFailedTurn(state: FoldState, { origin }: Ending & ExecutionFailed): FoldState {
  const untouched = new Set(state.closedInTurn);
  if (untouched.size > 0) {
    for (const { container, path, scheduledSeq } of state.nodes.values()) {
      const index = path.at(-1);
      if (scheduledSeq > state.turnSeq && container !== undefined && index !== undefined)
        untouched.delete(iterationKey(container, index));
    }
  }
  let next = state;
  for (const key of untouched) next = endIteration(next, key, "cancelled");
  const index = origin?.path.at(-1);
  if (origin === undefined || index === undefined) return next;
  const loop = latestKey(next, origin.node, origin.path.slice(0, -1));
  if (loop === undefined || next.nodes.get(loop)?.loop === undefined) return next;
  const key = iterationKey(loop, index);
  const iteration = next.iterations.get(key) ?? { loop, index, open: 0, failed: 0 };
  return putIteration(next, key, { ...iteration, status: "failed", failed: iteration.failed + 1 });
}

function endIteration(state: FoldState, key: string, status: IterationStatus): FoldState {
  const iteration = state.iterations.get(key);
  return iteration?.status === "completed" ? putIteration(state, key, { ...iteration, status }) : state;
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
      return withFailure(ended, event);
    case "ExecutionTerminated": {
      const { reason, cleanUp } = event;
      return { ...(cleanUp?.kind === "failed" ? withFailure(ended, cleanUp) : ended), reason };
    }
  }
}

function withFailure(state: FoldState, { failure, origin }: Pick<ExecutionFailed, "failure" | "origin">): FoldState {
  return { ...state, failure, ...(origin !== undefined && { failedAt: origin }) };
}
