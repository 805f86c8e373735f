import type { Graph, GraphNode } from "./graph.js";
import { type Liveness, livenessOf } from "./liveness.js";
import { type Region, type Topology, topologyOf } from "./topology.js";

/** A name that the expressions of a node may read. */
export interface ReadableName {
  readonly name: string;
  readonly kind: "input" | "node" | "item" | "index";
  /** False when the node that gives it may have been skipped: it then reads as undefined. */
  readonly certain: boolean;
}

/** Why a name cannot be read, or what it is. */
export type Resolution =
  | { readonly kind: "readable"; readonly readable: ReadableName; readonly node?: GraphNode }
  /** The node exists but has not certainly finished by then: it runs beside the reader, after it, or is the reader. */
  | {
      readonly kind: "not-certain";
      readonly node: GraphNode;
      readonly because: "itself" | "later" | "beside" | "around";
    }
  /** The node lies in a container that the reader is not in. */
  | { readonly kind: "out-of-scope"; readonly node: GraphNode; readonly container: GraphNode }
  | { readonly kind: "unknown" };

/** Answers what a name means, node by node, for one graph. */
export interface Scope {
  resolve(nodeId: string, name: string): Resolution;
  readable(nodeId: string): readonly ReadableName[];
  liveness(region: Region): Liveness;
}

export function scopeOf(topology: Topology): Scope {
  const known = new Map<Region, Liveness>();
  const liveness = (region: Region): Liveness => {
    const have = known.get(region) ?? livenessOf(region);
    known.set(region, have);
    return have;
  };

  /** Resolves a node's name from another node; `reader` stands for the reader at the level where `node` lies. */
  const resolveNode = (readerId: string, node: GraphNode): Resolution => {
    if (node.id === readerId) return { kind: "not-certain", node, because: "itself" };
    const around = topology.enclosing(readerId);
    if (around.some((container) => container.id === node.id)) return { kind: "not-certain", node, because: "around" };
    const home = topology.enclosing(node.id)[0];
    if (home !== undefined && !around.includes(home)) return { kind: "out-of-scope", node, container: home };
    const level = around.findIndex((container) => container.id === home?.id);
    const readerHere =
      home === undefined
        ? (around.at(-1)?.id ?? readerId)
        : level === 0
          ? readerId
          : (around[level - 1]?.id ?? readerId);
    const region = topology.region(home?.id);
    if (!region.precedes(node.id, readerHere)) {
      return { kind: "not-certain", node, because: region.precedes(readerHere, node.id) ? "later" : "beside" };
    }
    const { conditions, alive } = liveness(region);
    const certain = conditions.implies(alive(readerHere), alive(node.id));
    return { kind: "readable", readable: { name: node.name, kind: "node", certain }, node };
  };

  return {
    liveness,
    resolve(nodeId, name) {
      if (name === "input") return { kind: "readable", readable: { name, kind: "input", certain: true } };
      for (const container of topology.enclosing(nodeId)) {
        if (container.type !== "forEach") continue;
        if (name === container.config.itemName)
          return { kind: "readable", readable: { name, kind: "item", certain: true } };
        if (name === container.config.indexName)
          return { kind: "readable", readable: { name, kind: "index", certain: true } };
      }
      const node = topology.byName.get(name);
      if (node === undefined || !givesValue(node)) return { kind: "unknown" };
      return resolveNode(nodeId, node);
    },
    readable(nodeId) {
      const names: ReadableName[] = [{ name: "input", kind: "input", certain: true }];
      for (const container of topology.enclosing(nodeId)) {
        if (container.type !== "forEach") continue;
        names.push({ name: container.config.itemName, kind: "item", certain: true });
        if (container.config.indexName) names.push({ name: container.config.indexName, kind: "index", certain: true });
      }
      for (const node of topology.node.values()) {
        if (!givesValue(node)) continue;
        const resolved = resolveNode(nodeId, node);
        if (resolved.kind === "readable") names.push(resolved.readable);
      }
      return names;
    },
  };
}

/** A start's value is `input`; nothing can come after a return. */
const givesValue = (node: GraphNode): boolean => node.type !== "start" && node.type !== "return";

/** The names that an expression in this node may use, for completion. */
export function readableNames(graph: Graph, nodeId: string): readonly ReadableName[] {
  return scopeOf(topologyOf(graph)).readable(nodeId);
}
