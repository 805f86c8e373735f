import type { GraphNode, SourceMap } from "@dacapo/engine/compiler";
import { decodeJson, type Failure, isFinished, type JsonText } from "@dacapo/engine/model";
import { durationText, type NodeState, type NodeSummary, type RunState } from "@dacapo/engine/timeline";
import { repeats } from "../../_designer/document/container-facts";
import { isDecoration } from "../../_designer/document/geometry";
import { isObject } from "../../_designer/document/json-schema";
import { isDisabled } from "../../_designer/document/node-settings";
import { portLabel } from "../../_designer/document/ports";
import { failedNodeId } from "./failure-place";
import type { GraphIndex } from "./graph-index";
import { type ShownState, shownNodeStatus } from "./run-words";
import { isScope, scopeView } from "./scope-views";
import { type Skipped, skippedIn } from "./skipped";

/** What a run did at a node, as it is written on the canvas. */
export interface NodeView {
  readonly state: ShownState | "not-reached";
  /** The state in words: `Done · 6.9 s`, `Retry in 0.9 s`, `1 of 4 failed`. Empty where the node's own words stay. */
  readonly subtitle: string;
  /** It failed, and the workflow dealt with that. */
  readonly isCaught?: true;
  /** Attempts: `3/5`. */
  readonly badge?: string;
  /** Containers: how many iterations are in each state. */
  readonly counts?: Readonly<Partial<Record<ShownState, number>>>;
}

export interface CanvasMoment {
  readonly index: GraphIndex;
  readonly state: RunState;
  /** Now for a run that goes on; the time of the event looked at, in the past. */
  readonly nowMs: number;
  /** Finds the node of a failure that came out of an expression. */
  readonly sourceMap?: SourceMap;
}

/** Every node of the graph as the run left it at one event, by node id. */
export function nodeViews(moment: CanvasMoment): Readonly<Record<string, NodeView>> {
  const { index, state } = moment;
  const skipped = skippedIn(index, state);
  const failedId = failedNodeId(moment);
  const views: Record<string, NodeView> = {};
  for (const node of index.graph.nodes) {
    if (isDecoration(node.type)) continue;
    const view = viewOf(moment, skipped, node);
    views[node.id] = node.id === failedId && state.failure !== undefined ? failedView(view, state.failure) : view;
  }
  return views;
}

/** A node that failed before it could ask for anything has no line of its own in the history. */
function failedView(view: NodeView, failure: Failure): NodeView {
  if (view.state === "failed" && view.isCaught === undefined) return view;
  const { isCaught: _isCaught, ...rest } = view;
  return { ...rest, state: "failed", subtitle: failedWords(failure) };
}

const GENERAL_CODES = new Set(["Error", "ActivityError"]);

/** The code first: it says most where there is little room, and the rest is in the tooltip. */
function failedWords(failure: Failure | undefined): string {
  if (failure === undefined) return "Failed";
  return `${GENERAL_CODES.has(failure.code) ? "Failed" : failure.code}: ${failure.message}`;
}

function viewOf(moment: CanvasMoment, skipped: Skipped, node: GraphNode): NodeView {
  const { state } = moment;
  if (node.type === "start") return startView(state);
  if (isScope(node)) {
    const untilText = (atMs: number) => countdownText("Ends", Math.max(0, atMs - moment.nowMs));
    return scopeView({ index: moment.index, state, countdown: untilText }, node) ?? unseenView(moment, skipped, node);
  }
  const summary = state.byName.get(node.name);
  if (summary === undefined) return unseenView(moment, skipped, node);
  const first = state.nodes.get(summary.firstKey);
  if (first === undefined) return unseenView(moment, skipped, node);
  if (first.loop !== undefined) return loopView(skipped.loops.get(node.id) ?? [first], summary);
  const expected = expectedRuns(moment.index, skipped, node);
  const last = state.nodes.get(summary.lastKey);
  // Outside of repetitions a node that asked several times (a poll, say) is where its last question is.
  if (expected === 1 && last !== undefined && (summary.total === 1 || last.path.length === 0))
    return oneView(node, last, moment);
  return manyView(node, summary, expected, isFinished(state.status));
}

function startView(state: RunState): NodeView {
  if (state.seq === 0) return NOT_REACHED_YET;
  return { state: "completed", subtitle: "Started" };
}

const NOT_REACHED_YET: NodeView = { state: "not-reached", subtitle: "" };

/** A node the history does not name: skipped, or not reached, or not reached yet. */
function unseenView({ index, state }: CanvasMoment, skipped: Skipped, node: GraphNode): NodeView {
  const isOver = isFinished(state.status);
  if (isDisabled(node)) return { state: "skipped", subtitle: "Switched off" };
  if (isOver && index.undoes.has(node.id)) return { state: "skipped", subtitle: "Not needed" };
  for (let at: GraphNode | undefined = node; at !== undefined; at = parentOf(index, at)) {
    const times = skipped.times.get(at.id) ?? 0;
    const passages = passagesOf(index, skipped, at);
    if (isOver && at.type === "catch" && !state.byName.has(at.name))
      return { state: "skipped", subtitle: at === node ? "Nothing to catch" : "Skipped" };
    if (times > 0 && times >= passages)
      return { state: "skipped", subtitle: times === 1 ? "Skipped" : `Skipped ×${times}` };
    if (times > 0) return { state: "skipped", subtitle: `Skipped in ${times} of ${passages}` };
    const parent = parentOf(index, at);
    if (parent !== undefined && skipped.passages.get(parent.id) === 0)
      return { state: "skipped", subtitle: "No items" };
  }
  return isOver ? { state: "not-reached", subtitle: "Not reached" } : NOT_REACHED_YET;
}

function parentOf(index: GraphIndex, node: GraphNode): GraphNode | undefined {
  return node.parent === undefined ? undefined : index.nodeById.get(node.parent);
}

/** How often the level that a node lies on is passed: once per iteration of what repeats it. */
function passagesOf(index: GraphIndex, skipped: Skipped, node: GraphNode): number {
  const parent = parentOf(index, node);
  if (parent === undefined) return 1;
  return repeats(parent) ? (skipped.passages.get(parent.id) ?? 0) : passagesOf(index, skipped, parent);
}

/** How often the node runs in all, as far as is known: once per item, where no branch went around it. */
function expectedRuns(index: GraphIndex, skipped: Skipped, node: GraphNode): number {
  return passagesOf(index, skipped, node) - (skipped.times.get(node.id) ?? 0);
}

function oneView(drawn: GraphNode, node: NodeState, moment: CanvasMoment): NodeView {
  if (drawn.type === "throw" && node.output !== undefined) return thrownView(node.output);
  const attempt = node.attempts.at(-1)?.attempt ?? 0;
  const badge = attemptsBadge(attempt, node.maxAttempts, node.status === "retrying" ? 1 : 2);
  const subtitle = subtitleOf(node, moment.nowMs, node.port === undefined ? undefined : portLabel(drawn, node.port));
  return {
    state: shownNodeStatus(node.status),
    subtitle,
    ...(node.status === "caught" && { isCaught: true as const }),
    ...badge,
  };
}

/** What was thrown; where nobody caught it, the failure of the run says so as well. */
function thrownView(output: JsonText): NodeView {
  const thrown = decodeJson(output);
  const code = isObject(thrown) ? thrown.code : undefined;
  return { state: "failed", subtitle: typeof code === "string" ? `Threw ${code}` : "Threw", isCaught: true };
}

/** One run of a node in words. */
export function subtitleOf(node: NodeState, nowMs: number, port: string | undefined = node.port): string {
  const startMs = node.startedAtMs ?? node.scheduledAtMs;
  const untilText = (atMs: number | undefined, coming: string, due: string) =>
    atMs === undefined || atMs <= nowMs ? due : countdownText(coming, atMs - nowMs);
  switch (node.status) {
    case "queued":
      return "Queued";
    case "running":
      return `Running · ${durationText(nowMs - startMs)}`;
    case "retrying":
      return untilText(node.retryAtMs, "Retry", "Retry due");
    case "waiting-timer":
      return untilText(node.fireAtMs, "Fires", "Timer due");
    case "waiting-event":
      return node.fireAtMs === undefined
        ? waitText(node)
        : `${untilText(node.fireAtMs, "Ends", "Time is up")} · ${waitText(node)}`;
    case "failed":
      return failedWords(node.failure);
    case "caught":
      return node.port === "timeout" ? "Time was over" : `Caught: ${node.failure?.code ?? "a failure"}`;
    case "cancelled":
      return "Cancelled";
    case "completed":
      if (port !== undefined && port !== "out") return port;
      return node.kind === "record" ? "Done" : `Done · ${durationText((node.endedAtMs ?? nowMs) - startMs)}`;
  }
}

/** What is waited for: a person, or an event by its name. */
function waitText(node: NodeState): string {
  if (node.asks !== undefined) return "Asks a person";
  return node.event === undefined ? "Waiting" : `Waits for ${node.event}`;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A wait in at most fifteen characters, which is what a node has room for: `Fires in 45.9 s`, `Retry in 59:53`, `In 3 h 12 m`. */
export function countdownText(what: string, ms: number): string {
  if (ms < MINUTE_MS) return `${what} in ${durationText(ms)}`;
  if (ms >= HOUR_MS) return `In ${durationText(ms)}`;
  const seconds = Math.floor(ms / 1_000);
  return `${what} in ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A node inside a container, over all its iterations: the state that most needs a look, and how many are in it. */
function manyView(node: GraphNode, summary: NodeSummary, expected: number, isOver: boolean): NodeView {
  const all = Math.max(expected, summary.total);
  const of = (count: number, word: string) => `${count}${all < LONG_COUNT ? " of " : "/"}${all} ${word}`;
  const { counts, worst } = summary;
  const badge = attemptsBadge(summary.attempts, undefined);
  const view = (subtitle: string): NodeView => ({ state: shownNodeStatus(worst), subtitle, ...badge });
  switch (worst) {
    case "failed":
      return view(of(counts.failed, "failed"));
    case "retrying":
      return view(of(counts.retrying, "retrying"));
    case "running":
    case "queued":
    case "waiting-timer":
    case "waiting-event":
      return view(of(counts.completed, "done"));
    case "cancelled":
      return view(of(counts.cancelled, "cancelled"));
    case "caught":
      return { ...view(of(counts.caught, "caught")), isCaught: true };
    case "completed":
      if (summary.kind === "decision") return view(portCounts(node, summary));
      if (counts.completed === all) return view(`Done ×${all}`);
      // Nothing of it runs now, and items are still to come: a check mark would say too much.
      return { ...view(of(counts.completed, "done")), state: isOver ? "completed" : "queued" };
  }
}

/** From here on there is no room for the word between. */
const LONG_COUNT = 100;

function portCounts(node: GraphNode, summary: NodeSummary): string {
  return Object.entries(summary.ports)
    .map(([port, count]) => `${portLabel(node, port)} ×${count}`)
    .join(" · ");
}

/** Which attempt it is, once more than one is on one's mind. */
function attemptsBadge(attempts: number, maxAttempts: number | undefined, from = 2): { readonly badge?: string } {
  if (attempts < from) return {};
  return { badge: maxAttempts === undefined ? `×${attempts}` : `${attempts}/${maxAttempts}` };
}

const LOOP_STATES = ["queued", "running", "completed", "failed", "cancelled"] as const;

function loopView(runs: readonly NodeState[], summary: NodeSummary): NodeView {
  const totals = { queued: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
  let items = 0;
  for (const { loop } of runs) {
    if (loop === undefined) continue;
    items += loop.itemCount;
    for (const key of LOOP_STATES) totals[key] += loop[key];
  }
  const state = shownNodeStatus(summary.worst);
  const caught = summary.worst === "caught" ? { isCaught: true as const } : {};
  if (runs.some(({ loop }) => loop?.isRounds === true)) return { state, subtitle: roundsText(items, state), ...caught };
  const counts = Object.fromEntries(LOOP_STATES.filter((key) => totals[key] > 0).map((key) => [key, totals[key]]));
  return { state, subtitle: loopSubtitle(totals, items), counts, ...caught };
}

function roundsText(rounds: number, state: ShownState): string {
  if (state === "running") return `round ${rounds}`;
  return rounds === 1 ? "1 round" : `${rounds} rounds`;
}

function loopSubtitle(totals: Readonly<Record<(typeof LOOP_STATES)[number], number>>, items: number): string {
  if (items === 0) return "no items";
  if (totals.failed > 0) return `${totals.failed} of ${items} failed`;
  return `${totals.completed} of ${items} done`;
}
