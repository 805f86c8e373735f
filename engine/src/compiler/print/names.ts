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

  /** A guard as an expression over the names of its ifs; a skipped one is undefined. */
  guard(guard: Guard): string {
    return guard
      .map(({ ifId, port, isCertain }) => {
        const name = this.node(ifId);
        return port ? name : isCertain ? `!${name}` : `${name} === false`;
      })
      .join(" || ");
  }
}
