import type { ContainerNode, GraphNode, NodeOf } from "../graph.js";
import type { Region, Topology } from "../topology.js";
import { isDisabled, waysOf } from "../ways.js";
import type { Block, BranchStep, RaceBranch, SimpleNode, Step } from "./ir.js";

type Act = NonNullable<BranchStep["act"]>;

/** Writes the regions of containers. */
export interface Inside {
  /** The body of a container. */
  readonly body: (container: ContainerNode) => Block;
  /** What races in a race: what no edge connects, called by the first of its nodes. */
  readonly race: (race: NodeOf<"race">) => readonly RaceBranch[];
}

/** One node as a step, with what lies in it. */
export function singleStep(topology: Topology, region: Region, inside: Inside, node: GraphNode): Step {
  const ways = waysOf(node, region.out(node.id));
  const act = actOf(topology, inside, node);
  if (act === undefined) return { kind: "branch", node, arms: [], ways };
  return ways.length > 1 ? { kind: "branch", node, act, arms: [], ways } : act;
}

function actOf(topology: Topology, inside: Inside, node: GraphNode): Act | undefined {
  if (isDisabled(node)) return { kind: "idle", node };
  switch (node.type) {
    case "if":
    case "switch":
      return undefined;
    case "forEach":
    case "lock":
    case "timeout":
      return { kind: "body", node, body: inside.body(node) };
    case "while":
      return { kind: "while", node, body: inside.body(node) };
    case "race":
      return { kind: "race", node, branches: inside.race(node) };
    case "try": {
      const handler = topology.handlerOf(node.id, "catch");
      const cleanUp = topology.handlerOf(node.id, "finally");
      return {
        kind: "try",
        node,
        body: inside.body(node),
        ...(handler !== undefined && { handler: { node: handler, body: inside.body(handler) } }),
        ...(cleanUp !== undefined && { cleanUp: { node: cleanUp, body: inside.body(cleanUp) } }),
      };
    }
    case "catch":
    case "finally":
    case "note":
    case "group":
      return { kind: "idle", node };
    default:
      return withUndo(topology, inside, node);
  }
}

function withUndo(topology: Topology, inside: Inside, node: SimpleNode): Act {
  const undo = topology.undoOf(node.id);
  if (undo === undefined) return { kind: "run", node };
  const region = topology.region(topology.enclosing(node.id)[0]?.id);
  return { kind: "run", node, undo: singleStep(topology, region, inside, undo) };
}
