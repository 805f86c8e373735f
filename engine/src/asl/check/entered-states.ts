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
  while: "LoopStarted",
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
    if (each.type !== "Parallel" || typeOf.get(each.entry ?? "") === "while") enter(each.entry, each.state);
  }
  // A Parallel begins with what its first branch begins with. Those around come first.
  for (const each of [...report.states]
    .filter(({ type, entry }) => type === "Parallel" && typeOf.get(entry ?? "") === "try")
    .reverse())
    enter(firstWithin(each, report, graph), each.state);
  const stateOf = new Map(report.states.flatMap(({ state, nodes }) => nodes.map((node) => [node, state] as const)));

  const entered: string[] = [];
  const places = new Set<string>();
  /**
   * A state around is entered once for all that happens in it. Where the place is not known, a node by which a state is
   * entered has failed before it said so, and any other is the last state's.
   */
  const isEntered = (state: string, { node, path }: FailingNode): boolean => {
    if (path === undefined) return !isBefore(node, report) && entered.at(-1) === state;
    const around = path.map((_, index) => path.slice(0, index + 1));
    return [[], ...around].some((each) => places.has(`${state} ${each.join(".")}`));
  };
  for (const event of history) {
    if (event.type === "ExecutionFailed") {
      const failing = failingNode(event, sourceMap);
      if (failing === undefined) continue;
      const own = stateOf.get(failing.node);
      // A state whose own queries fail has been entered, though its node has said nothing; nor does one that only fails.
      for (const state of entering.get(failing.node) ?? (own === undefined ? [] : [own])) {
        if (!isEntered(state, failing)) entered.push(state);
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

/** True for the node by which its state is entered, and for those that come before it. */
function isBefore(node: string, { states }: ImportReport): boolean {
  const own = states.find(({ nodes }) => nodes.includes(node));
  return own?.entry !== undefined && own.nodes.indexOf(node) <= own.nodes.indexOf(own.entry);
}

interface FailingNode {
  readonly node: string;
  readonly path?: readonly number[];
}

/** The node whose failure ended the run: as the history says, or by the line of the code that failed. */
function failingNode({ origin, failure }: ExecutionFailed, { nodeOfLine }: SourceMap): FailingNode | undefined {
  const { details } = failure;
  const line = typeof details === "object" && details !== null && "line" in details ? details.line : undefined;
  const node = typeof line === "number" ? nodeOfLine[line - 1] : undefined;
  if (node !== undefined && node !== null) return { node, ...(origin !== undefined && { path: origin.path }) };
  return origin;
}

function firstWithin(parallel: StateReport, report: ImportReport, graph: Graph): string | undefined {
  const first = graph.nodes.find(
    (node) => "parent" in node && node.parent === parallel.entry && !parallel.nodes.includes(node.id),
  );
  const within = first === undefined ? undefined : report.states.find(({ nodes }) => nodes.includes(first.id));
  if (within === undefined) return first?.id;
  const isOpen = graph.nodes.some(({ id, type }) => id === within.entry && type === "try");
  return isOpen ? firstWithin(within, report, graph) : within.entry;
}
