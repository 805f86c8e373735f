import { Bits } from "../bits.js";
import type { GraphEdge, GraphNode } from "../graph.js";
import type { Region } from "../topology.js";

/** Some nodes of a region, by their places in the region's order, looked at as a graph of their own. */
export class Part {
  readonly #inside: Bits;

  /** `places` ascend. */
  constructor(
    readonly region: Region,
    readonly places: readonly number[],
  ) {
    this.#inside = new Bits(region.order.length);
    for (const place of places) this.#inside.add(place);
  }

  get nodes(): readonly GraphNode[] {
    return this.places.map((place) => this.node(place));
  }

  node(place: number): GraphNode {
    return this.region.order[place] as GraphNode;
  }

  has(place: number): boolean {
    return this.#inside.has(place);
  }

  /** The node itself, when there is but one. */
  only(): GraphNode | undefined {
    return this.places.length === 1 ? this.nodes[0] : undefined;
  }

  keep(wanted: (place: number) => boolean): Part {
    const places = this.places.filter(wanted);
    return places.length === this.places.length ? this : new Part(this.region, places);
  }

  /** Within the part, the places of the nodes with an edge into this one. */
  before(place: number): readonly number[] {
    return this.region.sources(place).filter((source) => this.has(source));
  }

  /** Within the part, the places of what has certainly settled before this one can begin. */
  certainlyBefore(place: number): readonly number[] {
    const ancestors = this.region.ancestors(place);
    return this.places.filter((each) => ancestors.has(each));
  }

  /** The edges within the part into a node that does not wait for all of them. */
  waysInto(place: number): readonly GraphEdge[] {
    const { id } = this.node(place);
    if (this.region.needs(id) === undefined) return [];
    return this.region.into(id).filter(({ from }) => {
      const source = this.region.place(from);
      return source !== undefined && this.has(source);
    });
  }

  /** True when somebody in the part waits for an edge of this node, and not for all of its own. */
  isWay(place: number): boolean {
    return this.region
      .targets(place)
      .some((target) => this.has(target) && this.region.needs(this.node(target).id) !== undefined);
  }

  /** The pieces that no edge connects, in the order of their first nodes. */
  components(): readonly Part[] {
    const pieceOf = new Map<number, number>();
    const pieces: number[][] = [];
    for (const first of this.places) {
      if (pieceOf.has(first)) continue;
      const piece: number[] = [];
      const open = [first];
      pieceOf.set(first, pieces.length);
      for (let place = open.pop(); place !== undefined; place = open.pop()) {
        piece.push(place);
        for (const next of [...this.region.sources(place), ...this.region.targets(place)]) {
          if (!this.has(next) || pieceOf.has(next)) continue;
          pieceOf.set(next, pieces.length);
          open.push(next);
        }
      }
      pieces.push(piece.sort((a, b) => a - b));
    }
    return pieces.length === 1 ? [this] : pieces.map((places) => new Part(this.region, places));
  }

  /**
   * Cuts the part wherever everything before the cut precedes everything after it. Written one after
   * the other, the pieces keep no two nodes apart that could run together.
   *
   * By how many nodes precede them, nodes are in an order in which every cut is a prefix. A prefix of
   * k of n nodes is one exactly when k(n-k) pairs lead across its end.
   */
  segments(): readonly Part[] {
    const { region, places } = this;
    const preceding = new Map(places.map((place) => [place, region.ancestors(place).countShared(this.#inside)]));
    const rank = (place: number) => preceding.get(place) as number;
    const sorted = places.toSorted((a, b) => rank(a) - rank(b) || a - b);
    const segments: Part[] = [];
    let from = 0;
    let pairs = 0;
    for (const [index, place] of sorted.entries()) {
      pairs += region.descendants(place).countShared(this.#inside) - rank(place);
      const size = index + 1;
      if (pairs !== size * (sorted.length - size)) continue;
      segments.push(
        new Part(
          region,
          sorted.slice(from, size).sort((a, b) => a - b),
        ),
      );
      from = size;
    }
    return segments.length === 1 ? [this] : segments;
  }
}
