import type { BranchDecided, HistoryEventBase, NodeRecorded } from "../model/index.js";
import { asked, putAsked } from "./asked-node.js";
import { isOpen, type NodeState } from "./node-state.js";
import { PersistentVector } from "./persistent-vector.js";
import { endIterations, latestKey, putIteration, putNode } from "./put-node.js";
import { type FoldState, iterationKey } from "./run-state.js";
import { settled } from "./settle.js";

type At<Body> = HistoryEventBase & Body;

/* What nodes without a task of their own have come to, and which way those that had one took then. */

/**
 * A port was taken. What asked for something before (a wait, work that failed, a container) has taken it itself and
 * is one node with it; what asked for nothing (an if, a catch) is a node by this event alone.
 */
export function decided(state: FoldState, event: At<BranchDecided>): FoldState {
  const latest = latestRun(state, event);
  if (latest?.loop !== undefined && isOpen(latest.status)) {
    if (event.port === "again") return roundBegun(state, latest);
    if (isFailing(event.port)) return loopFailed(state, latest, event);
  }
  if (latest === undefined || latest.port !== undefined || isOpen(latest.status)) {
    const node = asked(state, event, event.origin, "decision", "completed");
    const put = putAsked(state, { ...settled(node, event, "completed"), port: event.port });
    // A node without work of its own that deals with a failure deals with that of what lies in it.
    return isFailing(event.port) ? caughtWithin(put, event) : put;
  }
  const took: NodeState = { ...latest, port: event.port, ...(isFailing(event.port) && { status: "caught" }) };
  const put = putNode(state, took, "orchestrator");
  return isFailing(event.port) && latest.status !== "failed" ? caughtWithin(put, event) : put;
}

/** A node has its value. One that had a clock, or waited to enter, is the same node with it. */
export function recorded(state: FoldState, event: At<NodeRecorded>): FoldState {
  const latest = latestRun(state, event);
  const isSame =
    latest !== undefined &&
    latest.kind === "wait" &&
    latest.output === undefined &&
    latest.port === undefined &&
    !isOpen(latest.status);
  if (isSame) return putNode(state, { ...settled(latest, event, "completed"), output: event.value }, "orchestrator");
  const node = asked(state, event, event.origin, "record", "completed");
  return putAsked(state, { ...settled(node, event, "completed"), output: event.value });
}

/** The ports that are taken after a failure. */
function isFailing(port: string): boolean {
  return port === "error" || port === "timeout";
}

function latestRun(state: FoldState, { origin }: At<BranchDecided> | At<NodeRecorded>): NodeState | undefined {
  const key = latestKey(state, origin.node, origin.path);
  return key === undefined ? undefined : state.nodes.get(key);
}

/** The round before is over; the next one is an iteration that runs. */
function roundBegun(state: FoldState, loop: NodeState): FoldState {
  const before = endIterations(state, loop, "completed");
  const current = before.nodes.get(loop.key) ?? loop;
  const { loop: progress } = current;
  if (progress === undefined) return state;
  const index = progress.itemCount;
  const more = { ...progress, isRounds: true as const, itemCount: index + 1, queued: progress.queued + 1 };
  const counted = { ...before, nodes: before.nodes.set(loop.key, { ...current, loop: more }) };
  return putIteration(counted, iterationKey(loop.key, index), {
    loop: loop.key,
    index,
    status: "running",
    open: 0,
    failed: 0,
  });
}

/** A container has failed, and its port for that is taken: what of it still ran is cancelled. */
function loopFailed(state: FoldState, open: NodeState, event: At<BranchDecided>): FoldState {
  const ended = endIterations(state, open, "cancelled");
  const loop = ended.nodes.get(open.key) ?? open;
  const { loop: progress } = loop;
  const closed: NodeState = {
    ...settled(loop, event, "caught"),
    port: event.port,
    ...(progress !== undefined && {
      loop: { ...progress, queued: 0, cancelled: progress.cancelled + progress.queued },
    }),
  };
  const openLoops = ended.openLoops.filter((key) => key !== open.key);
  return caughtWithin(putNode({ ...ended, openLoops }, closed, "orchestrator"), event);
}

/** What had failed at this level or below, and nobody had dealt with, is dealt with now. */
function caughtWithin(state: FoldState, { origin }: At<BranchDecided>): FoldState {
  let next = state;
  let left: FoldState["uncaught"] = PersistentVector.empty();
  for (const key of state.uncaught) {
    const node = next.nodes.get(key);
    if (node?.status !== "failed") continue;
    if (origin.path.every((index, level) => node.path[level] === index))
      next = putNode(next, { ...node, status: "caught" }, "orchestrator");
    else left = left.push(key);
  }
  return { ...next, uncaught: left };
}
