import type { GraphNode, NodeType } from "@dacapo/engine/compiler";
import { decodeJson, isFinished, type Json, type JsonText } from "@dacapo/engine/model";
import { isOpen, NODE_STATUSES, type NodeState, type NodeStatus, type RunState } from "@dacapo/engine/timeline";
import type { GraphIndex } from "./graph-index";
import type { NodeView } from "./node-views";

const SCOPES = ["try", "catch", "finally", "lock", "timeout", "race"] as const satisfies readonly NodeType[];
export type ScopeNode = Extract<GraphNode, { type: (typeof SCOPES)[number] }>;

/** A container that does not repeat what lies in it: how it stands follows from what does. */
export function isScope(node: GraphNode): node is ScopeNode {
  return (SCOPES as readonly string[]).includes(node.type);
}

interface ScopeMoment {
  readonly index: GraphIndex;
  readonly state: RunState;
  /** `Ends in 4.0 s`, from the time until then. */
  readonly countdown: (untilMs: number) => string;
}

type Counts = Readonly<Record<NodeStatus, number>>;

/** A scope at one event; `undefined` when neither it nor anything in it has been asked for. */
export function scopeView(moment: ScopeMoment, node: ScopeNode): NodeView | undefined {
  const { index, state } = moment;
  const own = ownRun(state, node);
  const inside = countsInside(index, state, node);
  if (own === undefined && NODE_STATUSES.every((status) => inside[status] === 0)) return undefined;
  const isBusy = NODE_STATUSES.some((status) => isOpen(status) && inside[status] > 0);
  const said = own === undefined ? undefined : ownView(moment, node, own, isBusy);
  if (said !== undefined) return said;
  if (isBusy) return { state: "running", subtitle: node.type === "lock" ? "Locked" : "Running" };
  const caught = node.type === "try" ? caughtIn(index, state, node) : undefined;
  if (caught !== undefined) return { state: "completed", subtitle: caught };
  if (inside.failed > 0)
    return { state: "failed", subtitle: inside.failed === 1 ? "Failed" : `${inside.failed} failed` };
  const isCutShort = (inside.completed === 0 && inside.caught === 0) || isCutShortByRun(index, state, node);
  if (isCutShort) return { state: "cancelled", subtitle: "Cancelled" };
  return { state: "completed", subtitle: wonText(node, own?.output) ?? "Done" };
}

/** The run was cancelled while something in the scope was under way. What a race gives up is its own affair. */
function isCutShortByRun(index: GraphIndex, state: RunState, node: GraphNode): boolean {
  if (state.status !== "Terminated" || node.type === "race") return false;
  return (index.childrenOf.get(node.id) ?? []).some(
    (child) => (state.byName.get(child.name)?.counts.cancelled ?? 0) > 0 || isCutShortByRun(index, state, child),
  );
}

/** The run of the scope itself, where it has one: a clock, a wait for a lock, a failure that it took. */
function ownRun(state: RunState, node: ScopeNode): NodeState | undefined {
  const summary = state.byName.get(node.name);
  return summary === undefined ? undefined : state.nodes.get(summary.lastKey);
}

/** What its own run says of a scope before what lies in it is asked. */
function ownView(
  { state, countdown }: ScopeMoment,
  node: ScopeNode,
  own: NodeState,
  isBusy: boolean,
): NodeView | undefined {
  if (node.type !== "catch" && own.port === "error")
    return { state: "failed", subtitle: "Failed, caught", isCaught: true };
  switch (node.type) {
    case "catch":
      return isBusy ? { state: "running", subtitle: "Running" } : { state: "completed", subtitle: "Caught a failure" };
    case "lock":
      return own.status === "running" ? { state: "event", subtitle: "Waits for the lock" } : undefined;
    case "timeout": {
      if (own.status === "waiting-timer" && own.fireAtMs !== undefined)
        return { state: "running", subtitle: countdown(own.fireAtMs) };
      // Its clock ran out, and no value came of the body.
      const isOver = own.status === "completed" && own.output === undefined;
      if (!isOver || isBusy) return undefined;
      const isCaught = state.status === "Completed" || state.failedAt?.node !== node.name;
      return { state: "failed", subtitle: "Time was over", ...(isCaught && isFinished(state.status) && { isCaught }) };
    }
    default:
      return undefined;
  }
}

function caughtIn(index: GraphIndex, state: RunState, node: ScopeNode): string | undefined {
  const section = (index.childrenOf.get(node.id) ?? []).find((child) => child.type === "catch");
  const took = section === undefined ? undefined : state.byName.get(section.name);
  return took === undefined ? undefined : "A failure was caught";
}

function wonText(node: ScopeNode, output: JsonText | undefined): string | undefined {
  if (node.type !== "race" || output === undefined) return undefined;
  const winner = memberOf(decodeJson(output), "winner");
  return typeof winner === "string" ? `${winner} won` : undefined;
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (value === undefined || value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, Json>>)[name];
}

/** How many runs of nodes in a scope, however deep, are in each state. */
function countsInside(index: GraphIndex, state: RunState, node: GraphNode): Counts {
  const counts = Object.fromEntries(NODE_STATUSES.map((status) => [status, 0])) as Record<NodeStatus, number>;
  const left = [...(index.childrenOf.get(node.id) ?? [])];
  for (let child = left.pop(); child !== undefined; child = left.pop()) {
    left.push(...(index.childrenOf.get(child.id) ?? []));
    // A scope's own clock or lock is no work of it.
    const summary = isScope(child) ? undefined : state.byName.get(child.name);
    if (summary === undefined) continue;
    for (const status of NODE_STATUSES) counts[status] += summary.counts[status];
  }
  return counts;
}
