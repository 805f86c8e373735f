import { RESERVED_WORDS } from "../expressions/words.js";
import type { GraphNode, NodeOf } from "../graph.js";
import { needsLife } from "../lower/guard.js";
import type { Guard, TakenPort } from "../lower/ir.js";
import type { Topology } from "../topology.js";
import { isFailingPort, waysOf } from "../ways.js";
import { type Held, keyOf, type VariableKey } from "./keys.js";
import { text } from "./values.js";

/** Names for things that the graph has no name for. None is ever one of the graph's. */
export class Names {
  readonly #taken = new Set(RESERVED_WORDS);
  readonly #made = new Map<string, string>();
  #loopsOf: ReadonlyMap<string, number> | undefined;
  /** Behind a name that has a value where the code asks for it: nothing, or the `!` of code with types. */
  assertion: (key: VariableKey) => string = () => "";

  constructor(readonly topology: Topology) {
    for (const node of topology.node.values()) for (const name of namesGivenBy(node, topology)) this.#taken.add(name);
  }

  free(wish: string): string {
    let name = wish;
    for (let number = 2; this.#taken.has(name); number++) name = `${wish}${number}`;
    this.#taken.add(name);
    return name;
  }

  /** The name of something, the same whenever it is asked for. */
  once(what: string, wish: string): string {
    const name = this.#made.get(what) ?? this.free(wish);
    this.#made.set(what, name);
    return name;
  }

  /** What a catch calls the error that it was thrown. */
  get thrown(): string {
    return this.once("thrown", "thrown");
  }

  /** The name of the fork that ends with this node. */
  fork(nodeId: string): string {
    return this.once(`fork ${nodeId}`, `${this.node(nodeId)}Done`);
  }

  /** True for a loop with a variable whose name another loop's has, too: it has braces of its own. */
  sharesVariables(loop: NodeOf<"while">): boolean {
    this.#loopsOf ??= loopsByVariable(this.topology);
    return loop.config.variables.some(({ name }) => (this.#loopsOf?.get(name) ?? 0) > 1);
  }

  node(nodeId: string): string {
    return this.topology.node.get(nodeId)?.name ?? nodeId;
  }

  variable(node: GraphNode, held: Held): string {
    switch (held) {
      case "value":
        return node.name;
      case "failure":
        return hasErrorEdge(node, this.topology)
          ? failureName(node)
          : this.once(`failure ${node.id}`, failureName(node));
      case "begun":
        return this.once(`begun ${node.id}`, `${node.name}Begun`);
    }
  }

  /** The name of a variable by its key. */
  ofKey(key: VariableKey): string {
    const [nodeId, held] = key.split(" ") as [string, Held];
    const node = this.topology.node.get(nodeId);
    return node === undefined ? nodeId : this.variable(node, held);
  }

  /** A guard as an expression over the variables of its nodes; those of a skipped one are undefined. */
  guard(guard: Guard): string {
    return guard.map((taken) => this.#alternative(taken, guard.length > 1)).join(" || ");
  }

  #alternative(taken: TakenPort, isOneOfMany: boolean): string {
    const condition = this.taken(taken);
    if (!needsLife(taken)) return isOneOfMany && condition.includes(" && ") ? `(${condition})` : condition;
    const lives = this.guard(taken.lives ?? []);
    const both = `${lives.includes(" || ") ? `(${lives})` : lives} && ${condition}`;
    return isOneOfMany ? `(${both})` : both;
  }

  /** What holds when the node took the port. */
  taken({ node, port, isCertain, ways }: TakenPort): string {
    if (port === undefined) return this.variable(node, "begun");
    const failing = ways.filter(isFailingPort);
    if (isFailingPort(port)) {
      const failure = this.variable(node, "failure");
      if (failing.length === 1) return failure;
      return port === "timeout" ? `${failure}?.code === "Timeout"` : `${failure} && ${failure}.code !== "Timeout"`;
    }
    switch (node.type) {
      case "if":
        return port === "true" ? node.name : isCertain ? `!${node.name}` : `${node.name} === false`;
      case "switch":
        return `${node.name} === ${text(labelOf(node, port))}`;
      case "approval": {
        const isThere = isCertain && failing.length === 0;
        const there = `${node.name}${this.assertion(keyOf(node, "value"))}`;
        if (port === "approved") return isThere ? `${there}.approved` : `${node.name}?.approved`;
        return isThere ? `!${there}.approved` : `${node.name}?.approved === false`;
      }
      default:
        return `!${this.variable(node, "failure")}`;
    }
  }
}

/** What a switch's value is when it takes the port. */
export const labelOf = (node: Extract<GraphNode, { type: "switch" }>, port: string): string =>
  node.config.cases.find((each) => each.id === port)?.label ?? "default";

/** The name of a node's failure, where an edge leads from its port "error". */
export const failureName = (node: GraphNode): string => `${node.name}Error`;

function loopsByVariable(topology: Topology): ReadonlyMap<string, number> {
  const loops = new Map<string, number>();
  for (const node of topology.node.values()) {
    if (node.type !== "while") continue;
    for (const { name } of node.config.variables) loops.set(name, (loops.get(name) ?? 0) + 1);
  }
  return loops;
}

function hasErrorEdge(node: GraphNode, topology: Topology): boolean {
  return waysOf(node, topology.region(topology.enclosing(node.id)[0]?.id).out(node.id)).includes("error");
}

function namesGivenBy(node: GraphNode, topology: Topology): readonly string[] {
  const own = hasErrorEdge(node, topology) ? [node.name, failureName(node)] : [node.name];
  switch (node.type) {
    case "note":
    case "group":
      return [];
    case "forEach":
      return [...own, node.config.itemName, ...(node.config.indexName === undefined ? [] : [node.config.indexName])];
    case "while":
      return [...own, ...node.config.variables.map((each) => each.name)];
    case "catch":
      return [node.config.errorName];
    default:
      return own;
  }
}
