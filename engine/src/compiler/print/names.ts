import { RESERVED_WORDS } from "../expressions/words.js";
import type { Guard } from "../lower/ir.js";
import type { Topology } from "../topology.js";

/** Names for things that the graph has no name for. None is ever one of the graph's. */
export class Names {
  readonly #taken = new Set(RESERVED_WORDS);
  readonly #forks = new Map<string, string>();

  constructor(readonly topology: Topology) {
    for (const node of topology.node.values()) {
      this.#taken.add(node.name);
      if (node.type !== "forEach") continue;
      this.#taken.add(node.config.itemName);
      if (node.config.indexName !== undefined) this.#taken.add(node.config.indexName);
    }
  }

  free(wish: string): string {
    let name = wish;
    for (let number = 2; this.#taken.has(name); number++) name = `${wish}${number}`;
    this.#taken.add(name);
    return name;
  }

  /** The name of the fork that ends with this node. */
  fork(nodeId: string): string {
    const name = this.#forks.get(nodeId) ?? this.free(`${this.node(nodeId)}Done`);
    this.#forks.set(nodeId, name);
    return name;
  }

  node(nodeId: string): string {
    return this.topology.node.get(nodeId)?.name ?? nodeId;
  }

  /** A guard as an expression over the names of its ifs. */
  guard(guard: Guard): string {
    switch (guard.kind) {
      case "always":
        return "true";
      case "never":
        return "false";
      case "decided":
        return this.#decided(guard);
    }
  }

  #decided({ ifId, whenTrue, whenFalse }: Extract<Guard, { kind: "decided" }>): string {
    const name = this.node(ifId);
    const inner = (guard: Guard) => {
      const text = this.guard(guard);
      return guard.kind === "decided" && text.includes(" ") ? `(${text})` : text;
    };
    if (whenTrue.kind === "always") return whenFalse.kind === "never" ? name : `${name} || ${inner(whenFalse)}`;
    if (whenTrue.kind === "never") return whenFalse.kind === "always" ? `!${name}` : `!${name} && ${inner(whenFalse)}`;
    if (whenFalse.kind === "never") return `${name} && ${inner(whenTrue)}`;
    if (whenFalse.kind === "always") return `!${name} || ${inner(whenTrue)}`;
    return `${name} ? ${inner(whenTrue)} : ${inner(whenFalse)}`;
  }
}
