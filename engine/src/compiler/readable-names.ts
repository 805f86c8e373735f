import { type Decided, decidedIn } from "./decided.js";
import { failureName, hasErrorEdge, type OwnName, ownNames } from "./given-names.js";
import type { Graph, GraphEdge, GraphNode, Port } from "./graph.js";
import { type Liveness, livenessOf } from "./liveness.js";
import { type Region, type Topology, topologyOf } from "./topology.js";
import { isDisabled, isFailingPort, waysOf } from "./ways.js";

/** A name that the expressions of a node may read. */
export interface ReadableName {
  readonly name: string;
  /**
   * `failure`: how a node with an edge from "error" has failed; undefined when it has not. `variable`: a while's, in
   * this round. `error`: what a catch has caught, or the attempt that a `retryIf` is asked about.
   */
  readonly kind: "input" | "node" | "failure" | "item" | "index" | "variable" | "error";
  /** False when it may read as undefined: the node that gives it may have been skipped, have failed or not have ended. */
  readonly certain: boolean;
}

/** Why a name cannot be read, or what it is. */
export type Resolution =
  | {
      readonly kind: "readable";
      readonly readable: ReadableName;
      /** The node whose value or failure it is. */
      readonly node?: GraphNode;
      /** The ports of which the node has certainly taken one when it is read, where it has others that give a value. */
      readonly through?: readonly Port[];
    }
  /**
   * The node exists but has not certainly finished by then: it runs beside the reader, after it, or is the reader; it is
   * in the body that a catch or finally comes after; or it runs only to undo another.
   */
  | {
      readonly kind: "not-certain";
      readonly node: GraphNode;
      readonly because: "itself" | "later" | "beside" | "around" | "tried" | "undo";
    }
  /** The node lies in a container that the reader is not in. */
  | { readonly kind: "out-of-scope"; readonly node: GraphNode; readonly container: GraphNode }
  | { readonly kind: "unknown" };

/** Answers what a name means, node by node, for one graph. */
export interface Scope {
  /** `field`: which expression of the node asks; `next` of a while reads what its body does, `retryIf` the failed attempt. */
  resolve(nodeId: string, name: string, field?: string): Resolution;
  readable(nodeId: string, field?: string): readonly ReadableName[];
  liveness(region: Region): Liveness;
  decided(region: Region): Decided;
}

export function scopeOf(topology: Topology): Scope {
  const known = new Map<Region, Liveness>();
  const liveness = (region: Region): Liveness => {
    const have = known.get(region) ?? livenessOf(region);
    known.set(region, have);
    return have;
  };
  const decisions = new Map<Region, Decided>();
  const decided = (region: Region): Decided => {
    const have = decisions.get(region) ?? decidedIn(region, liveness(region));
    decisions.set(region, have);
    return have;
  };
  const givers = giversIn(topology);

  /** Resolves what a node gives from an expression elsewhere; the reader is looked at on the level where `node` lies. */
  const resolveGiven = (reader: Reader, { node, kind, name }: Giver): Resolution => {
    const home = topology.enclosing(node.id)[0];
    const level = reader.around.indexOf(home);
    if (home !== undefined && level === -1) {
      return node.id === reader.id
        ? { kind: "not-certain", node, because: "itself" }
        : { kind: "out-of-scope", node, container: home };
    }
    if (topology.undoes(node.id) !== undefined && node.id !== reader.id)
      return { kind: "not-certain", node, because: "undo" };
    const here = level === 0 ? reader.id : reader.around[level - 1]?.id;
    const readable = (certain: boolean): Resolution => ({ kind: "readable", readable: { name, kind, certain }, node });
    // The expression of a while that is asked at the end of a round comes after everything in its body.
    if (here === undefined) return certainAtEnd(node, kind) ? readable(true) : readable(false);
    if (here === node.id) return { kind: "not-certain", node, because: reader.id === node.id ? "itself" : "around" };
    const undone = topology.undoes(here);
    if (undone?.id === node.id) return readable(kind === "node");
    const after = undone?.id ?? here;
    const region = topology.region(home?.id);
    if (region.place(after) === undefined && isHandler(topology.node.get(after)))
      return { kind: "not-certain", node, because: "tried" };
    if (!region.precedes(node.id, after)) {
      if (region.leadsTo(node.id, after)) return readable(false);
      return { kind: "not-certain", node, because: region.leadsTo(after, node.id) ? "later" : "beside" };
    }
    const { conditions, alive } = liveness(region);
    const certain = conditions.implies(alive(after), givenWhen(node, kind, region));
    const through = certain && kind === "node" ? portsTaken(node, after, region) : undefined;
    return { ...readable(certain), ...(through !== undefined && { through }) };
  };

  /** The ports with a value that a node may have taken when another is alive; nothing where that is any of them. */
  const portsTaken = (node: GraphNode, reader: string, region: Region): readonly Port[] | undefined => {
    const ways = waysOf(node, region.out(node.id)).filter((port) => !isFailingPort(port));
    if (ways.length < 2) return undefined;
    const { conditions, alive, edge } = liveness(region);
    const one = ways.find((port) => conditions.implies(alive(reader), edge(leaving(node, port))));
    if (one !== undefined) return [one];
    if (ways.length === 2) return undefined;
    const several = ways.filter((port) => !conditions.exclude(alive(reader), edge(leaving(node, port))));
    return several.length === 0 || several.length === ways.length ? undefined : several;
  };

  const certainAtEnd = (node: GraphNode, kind: Giver["kind"]): boolean => {
    const region = topology.region(topology.enclosing(node.id)[0]?.id);
    const { conditions } = liveness(region);
    return conditions.implies(conditions.always, givenWhen(node, kind, region));
  };

  /** When the node's value (or its failure) is there: it lived, and took a port that is not (or is) one of failure. */
  const givenWhen = (node: GraphNode, kind: Giver["kind"], region: Region) => {
    const { conditions, alive, edge } = liveness(region);
    if (kind === "node" && isDisabled(node)) return conditions.never;
    const ways = waysOf(node, region.out(node.id));
    if (kind === "node" && !ways.some(isFailingPort)) return alive(node.id);
    const taken = ways.filter((port) => isFailingPort(port) === (kind === "failure"));
    return conditions.anyOf(taken.map((port) => edge(leaving(node, port))));
  };

  const readerOf = (nodeId: string, field: string | undefined): Reader => {
    const node = topology.node.get(nodeId);
    const around: (GraphNode | undefined)[] = [...topology.enclosing(nodeId), undefined];
    // What a round hands to the next is computed within the while, after its body.
    return node?.type === "while" && field !== undefined && isNextOfVariable(field)
      ? { id: undefined, around: [node, ...around] }
      : { id: nodeId, around };
  };

  const resolve = (nodeId: string, name: string, field?: string): Resolution => {
    const reader = readerOf(nodeId, field);
    const local = localNames(topology, nodeId, field).find((each) => each.name === name);
    if (local !== undefined) return { kind: "readable", readable: local };
    const giver = givers.get(name);
    return giver === undefined ? { kind: "unknown" } : resolveGiven(reader, giver);
  };

  return {
    liveness,
    decided,
    resolve,
    readable(nodeId, field) {
      const reader = readerOf(nodeId, field);
      const names = new Map<string, ReadableName>();
      for (const local of localNames(topology, nodeId, field)) {
        if (!names.has(local.name)) names.set(local.name, local);
      }
      for (const giver of givers.values()) {
        if (names.has(giver.name)) continue;
        const resolved = resolveGiven(reader, giver);
        if (resolved.kind === "readable") names.set(giver.name, resolved.readable);
      }
      return [...names.values()];
    },
  };
}

const leaving = (node: GraphNode, port: Port): GraphEdge => ({ id: "", from: node.id, port, to: "" });

/** Who reads: the node, or (without an id) the end of the body of the first container around. */
interface Reader {
  readonly id: string | undefined;
  /** The containers, innermost first; `undefined` for the top. */
  readonly around: readonly (GraphNode | undefined)[];
}

/** A name that a node gives to those after it. */
interface Giver {
  readonly node: GraphNode;
  readonly kind: "node" | "failure";
  readonly name: string;
}

/** Who gives which name; of two that give the same, the one with the smaller id, and a value before a failure. */
function giversIn(topology: Topology): ReadonlyMap<string, Giver> {
  const givers = new Map<string, Giver>();
  const add = (giver: Giver) => {
    if (!givers.has(giver.name)) givers.set(giver.name, giver);
  };
  for (const node of topology.node.values()) if (givesValue(node)) add({ node, kind: "node", name: node.name });
  for (const node of topology.node.values()) {
    if (hasErrorEdge(node, topology)) add({ node, kind: "failure", name: failureName(node) });
  }
  return givers;
}

/** The names that come with the place of an expression, innermost first. */
function localNames(topology: Topology, nodeId: string, field: string | undefined): readonly ReadableName[] {
  const node = topology.node.get(nodeId);
  return [
    ...(node === undefined || field === undefined ? [] : ownLocals(node, field)),
    ...topology.enclosing(nodeId).flatMap((container) => ownNames(container).map(localOf)),
    { name: "input", kind: "input", certain: true },
  ];
}

/** A container's own names in those of its settings that read them; and the failed attempt. They hide others of that name. */
export function ownLocals(node: GraphNode, field: string): readonly ReadableName[] {
  if (field === "retry.retryIf") return [{ name: "error", kind: "error", certain: true }];
  const isWithin =
    node.type === "catch" || (node.type === "while" && (field === "config.condition" || isNextOfVariable(field)));
  return isWithin ? ownNames(node).map(localOf) : [];
}

const localOf = ({ name, kind }: OwnName): ReadableName => ({ name, kind, certain: true });

/** Whether it is what a while hands to its next round, which is computed after its body. */
export const isNextOfVariable = (field: string): boolean => /^config\.variables\.\d+\.next$/.test(field);
const isHandler = (node: GraphNode | undefined): boolean => node?.type === "catch" || node?.type === "finally";

/** A start's value is `input`; nothing can come after an end; a try gives the value of its catch; notes take no part. */
function givesValue(node: GraphNode): boolean {
  switch (node.type) {
    case "start":
    case "return":
    case "throw":
    case "continueAsNew":
    case "catch":
    case "finally":
    case "note":
    case "group":
      return false;
    default:
      return true;
  }
}

/** The names that an expression in this node may use, for completion. `field`: which of its expressions. */
export function readableNames(graph: Graph, nodeId: string, field?: string): readonly ReadableName[] {
  return scopeOf(topologyOf(graph)).readable(nodeId, field);
}
