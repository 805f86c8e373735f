import type { Diagnostic } from "../diagnostic.js";
import { type GraphNode, isContainer } from "../graph.js";
import { givesToContainer } from "../returns.js";
import { CONTAINER_DEPTH_MAX, type Region, type Topology } from "../topology.js";
import { branchesOf } from "./branches.js";
import { type Check, quoted } from "./context.js";

/** One start, no cycle, nothing out of reach, containers that make sense, at most one return per run. */
export const checkStructure: Check = (context) => [
  ...checkStarts(context),
  ...checkParents(context),
  ...context.topology.regions.flatMap((region) => [...checkCycle(region), ...checkReachable(region)]),
  ...checkReturns(context),
];

const checkStarts: Check = ({ graph, topology }) => {
  const starts = graph.nodes.filter((node) => node.type === "start");
  const diagnostics: Diagnostic[] = [];
  if (starts.length === 0) {
    diagnostics.push({
      severity: "error",
      code: "no-start",
      message: "The workflow has no start. Add a start node: a run begins there.",
    });
  }
  for (const node of starts.slice(1)) {
    diagnostics.push({
      severity: "error",
      code: "several-starts",
      nodeId: node.id,
      message:
        "The workflow has another start already. Remove one: a run begins in one place, and may branch right after it.",
    });
  }
  for (const node of starts) {
    if (topology.enclosing(node.id).length > 0) {
      diagnostics.push({
        severity: "error",
        code: "start-in-container",
        nodeId: node.id,
        message:
          "A start lies in a container. Move it out: the container begins with its nodes that have no wire into them.",
      });
    }
  }
  return diagnostics;
};

const checkParents: Check = ({ graph, topology }) => {
  const diagnostics: Diagnostic[] = [];
  for (const node of graph.nodes) {
    if (node.type === "note" || node.type === "group") continue;
    const error = (code: Diagnostic["code"], message: string) =>
      diagnostics.push({ severity: "error", code, nodeId: node.id, field: "parent", message });
    if (node.parent !== undefined) {
      const parent = topology.node.get(node.parent);
      if (parent === undefined)
        error(
          "parent-unknown",
          `${quoted(node)} lies in ${node.parent}, which does not exist. Move it onto the canvas.`,
        );
      else if (!isContainer(parent))
        error(
          "parent-not-container",
          `${quoted(node)} lies in ${quoted(parent)}, which is not a container. Move it onto the canvas.`,
        );
      else if (topology.enclosing(node.id)[0]?.id !== node.parent) {
        if (liesInItself(node, topology))
          error(
            "parent-cycle",
            `${quoted(node)} lies in a container that lies in it. Move one of them onto the canvas.`,
          );
        else
          error(
            "setting-invalid",
            `${quoted(node)} lies more than ${CONTAINER_DEPTH_MAX} containers deep, or in one that is itself misplaced. Move it out.`,
          );
      }
    }
    if (isContainer(node)) {
      const region = topology.region(node.id);
      // A Catch may be empty: then a failure is let pass.
      if (region.order.length + region.unordered.length === 0 && node.type !== "catch") {
        diagnostics.push({
          severity: "error",
          code: "container-empty",
          nodeId: node.id,
          message: `${quoted(node)} is empty. Drag into it what is to be done there, or remove it.`,
        });
      }
    }
  }
  return diagnostics;
};

function liesInItself(node: GraphNode, topology: Topology): boolean {
  const seen = new Set<string>();
  for (let id: string | undefined = node.parent; id !== undefined; id = topology.node.get(id)?.parent) {
    if (id === node.id) return true;
    if (seen.has(id)) return false;
    seen.add(id);
  }
  return false;
}

/** Names the nodes of one cycle, in the order of its wires. */
function checkCycle(region: Region): Diagnostic[] {
  const left = new Map(region.unordered.map((node) => [node.id, node]));
  // Whoever has no place in the order waits for another one that has none: going back, one comes round.
  const seen = new Set<GraphNode>();
  let first = region.unordered[0];
  while (first !== undefined && !seen.has(first)) {
    seen.add(first);
    first = region
      .into(first.id)
      .map((edge) => left.get(edge.from))
      .find((node) => node !== undefined);
  }
  if (first === undefined) return [];
  const cycle = cycleThrough(region, first, left);
  const path = [...cycle, first].map((node) => `"${node.name}"`).join(" → ");
  return cycle.map((node) => ({
    severity: "error",
    code: "cycle",
    nodeId: node.id,
    message: `The wires form a cycle: ${path}. Remove one of them; to repeat something, use While or For each.`,
  }));
}

/** The shortest way from the node back to itself. */
function cycleThrough(region: Region, first: GraphNode, within: ReadonlyMap<string, GraphNode>): GraphNode[] {
  const cameFrom = new Map<string, GraphNode>();
  const open: GraphNode[] = [first];
  for (let node = open.shift(); node !== undefined; node = open.shift()) {
    for (const edge of region.out(node.id)) {
      if (edge.to === first.id) {
        const path = [node];
        for (let at = node; at !== first; ) {
          const before = cameFrom.get(at.id);
          if (before === undefined) break;
          path.unshift(before);
          at = before;
        }
        return path;
      }
      const next = within.get(edge.to);
      if (next !== undefined && next !== first && !cameFrom.has(next.id)) {
        cameFrom.set(next.id, node);
        open.push(next);
      }
    }
  }
  return [first];
}

/** At the top, everything must come after the start. In a container everything without a wire into it begins. */
function checkReachable(region: Region): Diagnostic[] {
  if (region.container !== undefined) return [];
  const start = region.order.find((node) => node.type === "start");
  if (start === undefined) return [];
  return region.order
    .filter((node) => node.type !== "start" && !region.leadsTo(start.id, node.id))
    .map((node) => ({
      severity: "error",
      code: "unreachable",
      nodeId: node.id,
      message: `${quoted(node)} is never reached: no path leads to it from the start. Draw a wire into it, or remove it.`,
    }));
}

const givesOutput = (node: GraphNode): boolean => node.type === "continueAsNew" || givesToContainer(node);

/** What has one output there. */
function runOf(container: GraphNode | undefined): string {
  if (container === undefined) return "run";
  switch (container.type) {
    case "forEach":
      return "iteration";
    case "race":
      return "branch";
    default:
      return `run of ${quoted(container)}`;
  }
}

/**
 * Two returns that may live in the same run would give it two outputs. One that ends the run is no such: the first to
 * be reached is the one. The branches of a race have an output each.
 */
const checkReturns: Check = ({ topology, scope }) =>
  topology.regions.flatMap((region) => {
    const { conditions, alive } = scope.liveness(region);
    const container = region.container === undefined ? undefined : topology.node.get(region.container);
    if (container?.type === "while" || container?.type === "finally") return [];
    const returns = region.order.filter((node) => givesOutput(node));
    const branches = container?.type === "race" ? branchesOf(region) : undefined;
    const clashes = (node: GraphNode, index: number) =>
      returns.find(
        (other, at) =>
          at < index &&
          (branches === undefined || branches.get(other.id) === branches.get(node.id)) &&
          !conditions.exclude(alive(other.id), alive(node.id)),
      );
    return returns.flatMap((node, index): Diagnostic[] => {
      const other = clashes(node, index);
      if (other === undefined) return [];
      const what = runOf(container);
      return [
        {
          severity: "error",
          code: "several-returns",
          nodeId: node.id,
          message: `${quoted(node)} and ${quoted(other)} may both be reached in one ${what}, which has one output. Remove one, or let an If decide between them.`,
        },
      ];
    });
  });
