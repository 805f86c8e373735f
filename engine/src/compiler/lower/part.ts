import type { GraphNode } from "../graph.js";
import type { Region } from "../topology.js";

/** Some nodes of a region, in the region's order, looked at as a graph of their own. */
export class Part {
  readonly #inside: ReadonlySet<string>;

  constructor(
    readonly region: Region,
    readonly nodes: readonly GraphNode[],
  ) {
    this.#inside = new Set(nodes.map((node) => node.id));
  }

  has(nodeId: string): boolean {
    return this.#inside.has(nodeId);
  }

  /** The nodes that no other node of the part comes before. */
  entries(): readonly GraphNode[] {
    return this.nodes.filter((node) => this.region.into(node.id).every((edge) => !this.has(edge.from)));
  }

  keep(wanted: (node: GraphNode) => boolean): Part {
    return new Part(this.region, this.nodes.filter(wanted));
  }

  without(nodes: ReadonlySet<GraphNode>): Part {
    return this.keep((node) => !nodes.has(node));
  }

  /** The pieces that no edge connects, in the order of their first nodes. */
  components(): readonly Part[] {
    const pieceOf = new Map<string, number>();
    let pieces = 0;
    for (const node of this.nodes) {
      if (pieceOf.has(node.id)) continue;
      const open = [node.id];
      pieceOf.set(node.id, pieces);
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        for (const next of this.#neighbours(id)) {
          if (pieceOf.has(next)) continue;
          pieceOf.set(next, pieces);
          open.push(next);
        }
      }
      pieces++;
    }
    if (pieces === 1) return [this];
    return Array.from({ length: pieces }, (_, piece) => this.keep((node) => pieceOf.get(node.id) === piece));
  }

  /** True when every node of the one has certainly settled before any node of the other can start. */
  isBarrier(before: Part, after: Part): boolean {
    return after.entries().every((entry) => before.nodes.every((node) => this.region.precedes(node.id, entry.id)));
  }

  /**
   * The smallest set of first nodes that all the others wait for, entirely; `undefined` if there is
   * none. What lies before the cut may then be written before what lies after it, and no two nodes
   * that could run together are kept from it.
   */
  firstCut(): { readonly before: Part; readonly after: Part } | undefined {
    const entries = this.entries();
    const waitsForAll = this.nodes.filter((node) => entries.every((entry) => this.region.precedes(entry.id, node.id)));
    for (const candidate of waitsForAll) {
      const before = this.keep((node) => this.region.precedes(node.id, candidate.id));
      const after = this.keep((node) => !before.has(node.id));
      if (this.isBarrier(before, after)) return { before, after };
    }
    return undefined;
  }

  #neighbours(id: string): string[] {
    return [...this.region.into(id).map((edge) => edge.from), ...this.region.out(id).map((edge) => edge.to)].filter(
      (neighbour) => this.has(neighbour),
    );
  }
}
