import {
  type IterationState,
  type IterationStatus,
  isOpen,
  type LoopProgress,
  NODE_STATUSES,
  type NodeKey,
  type NodeState,
  type NodeStatus,
  type NodeSummary,
  nodeKey,
  type StatusCounts,
  worstOf,
} from "./node-state.js";
import { PersistentVector } from "./persistent-vector.js";
import { type FoldState, iterationKey } from "./run-state.js";

/**
 * Who settled a node. The orchestrator hears of a message only in its next turn, and until then the
 * iteration may go on; what the orchestrator did itself it knows at once. The end of the run settles
 * nodes without completing their iterations.
 */
export type ToldBy = "message" | "orchestrator" | "ending";

/** Puts a node's new state in, and keeps what is counted over iterations true to it. */
export function putNode(state: FoldState, node: NodeState, toldBy: ToldBy): FoldState {
  const before = state.nodes.get(node.key);
  const changed: FoldState = {
    ...state,
    nodes: state.nodes.set(node.key, node),
    byName: state.byName.set(node.node, summaryWith(state.byName.get(node.node), before, node)),
  };
  if (before?.status === node.status) return changed;
  const counted = countInIteration(changed, before, node, toldBy);
  return node.status === "failed" ? { ...counted, uncaught: counted.uncaught.push(node.key) } : counted;
}

function summaryWith(summary: NodeSummary | undefined, before: NodeState | undefined, now: NodeState): NodeSummary {
  const counts = countsWith(summary?.counts ?? NO_COUNTS, before?.status, now.status);
  const port = before?.port === now.port ? undefined : now.port;
  const ports = summary?.ports ?? {};
  return {
    node: now.node,
    kind: now.kind,
    total: (summary?.total ?? 0) + (before === undefined ? 1 : 0),
    counts,
    worst: worstOf(counts),
    firstKey: summary?.firstKey ?? now.key,
    lastKey: now.key,
    ports: port === undefined ? ports : { ...ports, [port]: (ports[port] ?? 0) + 1 },
    attempts: Math.max(summary?.attempts ?? 0, now.attempts.at(-1)?.attempt ?? 0),
  };
}

const NO_COUNTS = Object.fromEntries(NODE_STATUSES.map((status) => [status, 0])) as Record<NodeStatus, number>;

function countsWith(counts: StatusCounts, before: NodeStatus | undefined, now: NodeStatus): StatusCounts {
  if (before === now) return counts;
  const changed: Record<NodeStatus, number> = { ...counts };
  if (before !== undefined) changed[before] -= 1;
  changed[now] += 1;
  return changed;
}

function countInIteration(state: FoldState, before: NodeState | undefined, now: NodeState, toldBy: ToldBy): FoldState {
  const index = now.path.at(-1);
  if (now.container === undefined || index === undefined) return state;
  const key = iterationKey(now.container, index);
  const iteration = state.iterations.get(key);
  const wasOpen = before !== undefined && isOpen(before.status);
  const open = (iteration?.open ?? 0) + (isOpen(now.status) ? 1 : 0) - (wasOpen ? 1 : 0);
  const failed = (iteration?.failed ?? 0) + (now.status === "failed" ? 1 : 0) - (before?.status === "failed" ? 1 : 0);
  const idle = open === 0 && failed === 0;
  const status = failed > 0 ? "failed" : idle && toldBy === "orchestrator" ? endOf(state, now) : "running";
  const put = putIteration(state, key, { loop: now.container, index, status, open, failed });
  if (!idle || toldBy !== "message") return put;
  return { ...put, unheard: put.unheard.push({ iteration: key, seq: state.seq }) };
}

/** How an iteration ends whose last node the orchestrator settled: what it gave up in an open container is cancelled. */
function endOf(state: FoldState, last: NodeState): IterationStatus {
  const loop = last.container === undefined ? undefined : state.nodes.get(last.container);
  return last.status === "cancelled" && loop !== undefined && isOpen(loop.status) ? "cancelled" : "completed";
}

/** Puts an iteration's new state in, and counts it in its container. */
export function putIteration(state: FoldState, key: string, iteration: IterationState): FoldState {
  const before = state.iterations.get(key)?.status;
  const iterations = state.iterations.set(key, iteration);
  const loop = state.nodes.get(iteration.loop);
  if (loop?.loop === undefined || before === iteration.status) return { ...state, iterations };
  const progress = progressWith(loop.loop, before, iteration.status);
  return { ...state, iterations, nodes: state.nodes.set(loop.key, { ...loop, loop: progress }) };
}

function progressWith(progress: LoopProgress, before: IterationStatus | undefined, now: IterationStatus): LoopProgress {
  const from = before ?? "queued";
  return { ...progress, [from]: Math.max(0, progress[from] - 1), [now]: progress[now] + 1 };
}

/** The iterations that had nothing open when a turn heard the last of it, and so are through. */
export function closeHeardIterations(state: FoldState, deliveredThrough: number): FoldState {
  let next: FoldState = { ...state, unheard: NOTHING_UNHEARD };
  const closed: string[] = [];
  for (const entry of state.unheard) {
    if (entry.seq > deliveredThrough) {
      next = { ...next, unheard: next.unheard.push(entry) };
      continue;
    }
    const iteration = next.iterations.get(entry.iteration);
    if (iteration === undefined || iteration.open > 0 || iteration.status !== "running") continue;
    next = putIteration(next, entry.iteration, { ...iteration, status: "completed" });
    closed.push(entry.iteration);
  }
  return { ...next, closedInTurn: closed };
}

const NOTHING_UNHEARD: FoldState["unheard"] = PersistentVector.empty();

/** Gives every iteration of a container that still counts as running its end. */
export function endIterations(state: FoldState, loop: NodeState, status: IterationStatus): FoldState {
  let next = state;
  for (let index = 0; index < (loop.loop?.itemCount ?? 0); index++) {
    const key = iterationKey(loop.key, index);
    const iteration = next.iterations.get(key);
    if (iteration?.status === "running") next = putIteration(next, key, { ...iteration, status });
  }
  return next;
}

/** The container run that holds a node at a path, if its start was seen. */
export function containerOf(state: FoldState, node: string, path: readonly number[]): NodeKey | undefined {
  if (path.length === 0) return undefined;
  const outer = path.slice(0, -1);
  const name = state.containers[node] ?? state.seenContainers.get(node);
  if (name !== undefined) return latestKey(state, name, outer);
  return state.openLoops.findLast((key) => {
    const loop = state.nodes.get(key);
    return loop !== undefined && samePath(loop.path, outer);
  });
}

/** The newest run of a node at a path, if there is one. */
export function latestKey(state: FoldState, node: string, path: readonly number[]): NodeKey | undefined {
  const first = nodeKey(node, path);
  if (!state.nodes.has(first)) return undefined;
  return nodeKey(node, path, state.occurrences.get(first) ?? 1);
}

function samePath(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((index, level) => index === right[level]);
}
