import { GRAPH_FORMAT_VERSION, type Graph, type GraphEdge, type GraphNode, type Port } from "../../compiler/graph.js";
import { NodeNames } from "./names.js";

/** Where a node begins: after a port of another one, or with its container. */
export interface From {
  readonly node: string;
  readonly port: Port;
}

/** What a step of the import has made, to be taken back when it is done anew with more known. */
interface Mark {
  readonly nodes: number;
  readonly edges: number;
  readonly names: NodeNames;
}

/** Collects the nodes and edges of the graph. A node's id is its name: both are unique. */
export class GraphBuilder {
  #nodes: GraphNode[] = [];
  #edges: GraphEdge[] = [];
  names = new NodeNames();

  /** Adds a node after what leads to it. */
  add(node: GraphNode, from: readonly From[]): void {
    this.#nodes.push(node);
    const seen = new Set<string>();
    for (const { node: source, port } of from) {
      if (seen.has(`${source} ${port}`)) continue;
      seen.add(`${source} ${port}`);
      this.#edges.push({ id: `e${this.#edges.length + 1}`, from: source, port, to: node.id });
    }
  }

  /** Changes a node that is there. */
  replace(id: string, change: (node: GraphNode) => GraphNode): void {
    this.#nodes = this.#nodes.map((node) => (node.id === id ? change(node) : node));
  }

  /** True when a node that was added with or after another one has something in its settings. */
  reads(what: RegExp, since: string): boolean {
    return this.since(since).some((node) => what.test(JSON.stringify("config" in node ? node.config : {})));
  }

  /** The nodes that were added with and after another one. */
  since(node: string): readonly GraphNode[] {
    return this.#nodes.slice(this.#nodes.findIndex(({ id }) => id === node));
  }

  mark(): Mark {
    return { nodes: this.#nodes.length, edges: this.#edges.length, names: this.names.copy() };
  }

  backTo(mark: Mark): void {
    this.#nodes = this.#nodes.slice(0, mark.nodes);
    this.#edges = this.#edges.slice(0, mark.edges);
    this.names = mark.names.copy();
  }

  graph(name: string): Graph {
    return { formatVersion: GRAPH_FORMAT_VERSION, name, nodes: this.#nodes, edges: this.#edges };
  }
}
