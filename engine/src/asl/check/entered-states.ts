import type { SourceMap } from "../../compiler/compiled.js";
import type { Graph } from "../../compiler/graph.js";
import type { ExecutionFailed, HistoryEvent } from "../../model/index.js";
import type { ImportReport, StateReport } from "../import/report.js";

/** Which event of the history says that a node has begun, by the node's type. */
const BEGINNINGS: Readonly<Record<string, HistoryEvent["type"]>> = {
  activity: "ActivityScheduled",
  http: "ActivityScheduled",
  set: "NodeRecorded",
  return: "NodeRecorded",
  if: "BranchDecided",
  switch: "BranchDecided",
  delay: "TimerCreated",
  timeout: "TimerCreated",
  forEach: "LoopStarted",
  subWorkflow: "SubOrchestrationScheduled",
};

/** The names of the states that a run has entered, in order, as the history tells of their nodes. */
export function enteredStates(
  graph: Graph,
  report: ImportReport,
  sourceMap: SourceMap,
  history: readonly HistoryEvent[],
): readonly string[] {
  const typeOf = new Map(graph.nodes.map((node) => [node.id, node.type]));
  const entering = new Map<string, string[]>();
  const enter = (node: string | undefined, state: string): void => {
    if (node !== undefined) entering.set(node, [state, ...(entering.get(node) ?? [])]);
  };
  for (const each of report.states) {
    if (each.type !== "Parallel") enter(each.entry, each.state);
  }
  // A Parallel begins with what its first branch begins with. Those around come first.
  for (const each of [...report.states].filter(({ type }) => type === "Parallel").reverse())
    enter(firstWithin(each, report, graph), each.state);
  const stateOf = new Map(report.states.flatMap(({ state, nodes }) => nodes.map((node) => [node, state] as const)));

  const entered: string[] = [];
  const places = new Set<string>();
  for (const event of history) {
    if (event.type === "ExecutionFailed") {
      const failing = failingNode(event, sourceMap);
      if (failing === undefined) continue;
      const own = stateOf.get(failing.node);
      // A state whose own queries fail has been entered, though its node has said nothing; nor does one that only fails.
      for (const state of entering.get(failing.node) ?? (own === undefined ? [] : [own])) {
        if (!places.has(`${state} ${failing.path.join(".")}`)) entered.push(state);
      }
      continue;
    }
    if (!("origin" in event) || event.origin === undefined) continue;
    const { node, path } = event.origin;
    const type = typeOf.get(node);
    if (type === undefined || BEGINNINGS[type] !== event.type || isRepeat(event)) continue;
    for (const state of entering.get(node) ?? []) {
      entered.push(state);
      places.add(`${state} ${path.join(".")}`);
    }
  }
  return entered;
}

/** A repeat of an activity that a condition asks for is asked for by the code, too. */
const isRepeat = (event: HistoryEvent): boolean => event.type === "ActivityScheduled" && (event.attempt ?? 1) > 1;

/** The node whose failure ended the run: as the history says, or by the line of the code that failed. */
function failingNode(
  { origin, failure }: ExecutionFailed,
  { nodeOfLine }: SourceMap,
): { readonly node: string; readonly path: readonly number[] } | undefined {
  const { details } = failure;
  const line = typeof details === "object" && details !== null && "line" in details ? details.line : undefined;
  const node = typeof line === "number" ? nodeOfLine[line - 1] : undefined;
  if (node !== undefined && node !== null) return { node, path: origin?.path ?? [] };
  return origin;
}

function firstWithin(parallel: StateReport, report: ImportReport, graph: Graph): string | undefined {
  const first = graph.nodes.find((node) => "parent" in node && node.parent === parallel.entry);
  const within = first === undefined ? undefined : report.states.find(({ nodes }) => nodes.includes(first.id));
  if (within === undefined) return first?.id;
  return within.type === "Parallel" ? firstWithin(within, report, graph) : within.entry;
}
