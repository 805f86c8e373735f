import type { Graph, GraphNode } from "@dacapo/engine/compiler";
import type { CatalogIndex } from "../catalog-index";
import { faceOf } from "../face";
import { isContainer, isDecoration, isTerminal } from "../geometry";
import { NODE_TYPES } from "../node-types";
import { portLabel } from "../ports";

/**
 * The graph as a Mermaid flowchart, for documents: containers are subgraphs, ports are words on the arrows, what
 * follows a failure or undoes a node hangs on dotted ones. Notes and frames are left out.
 */
export function mermaidOf(graph: Graph, index: CatalogIndex): string {
  const nodes = graph.nodes.filter((node) => !isDecoration(node.type));
  const ids = new Map(nodes.map((node, at) => [node.id, `n${at}`]));
  const childrenOf = (parent: string | undefined) =>
    nodes.filter((node) => (ids.has(node.parent ?? "") ? node.parent : undefined) === parent);
  const lines = ["flowchart LR"];
  const put = (node: GraphNode, depth: number) => {
    const pad = "  ".repeat(depth);
    const id = ids.get(node.id) ?? node.id;
    const children = isContainer(node.type) ? childrenOf(node.id) : [];
    if (children.length === 0) {
      lines.push(`${pad}${id}${shapeOf(node, labelOf(node, index))}`);
      return;
    }
    lines.push(`${pad}subgraph ${id}["${labelOf(node, index)}"]`);
    for (const child of children) put(child, depth + 1);
    lines.push(`${pad}end`);
  };
  for (const node of childrenOf(undefined)) put(node, 1);
  for (const { from, port, to } of graph.edges) {
    const [source, target] = [graph.nodes.find((node) => node.id === from), ids.get(to)];
    const id = ids.get(from);
    if (source === undefined || target === undefined || id === undefined) continue;
    const word = port === "out" ? "" : `|"${escaped(portLabel(source, port))}"|`;
    lines.push(`  ${id} ${port === "error" || port === "undo" ? "-.->" : "-->"}${word} ${target}`);
  }
  return `${lines.join("\n")}\n`;
}

function labelOf(node: GraphNode, index: CatalogIndex): string {
  const { title, subtitle, typeTitle } = faceOf(node, index);
  const said = isTerminal(node.type) ? NODE_TYPES[node.type].title : subtitle || typeTitle;
  return `${escaped(title)}<br/><small>${escaped(said)}</small>`;
}

function shapeOf(node: GraphNode, label: string): string {
  if (isTerminal(node.type)) return `(["${label}"])`;
  switch (NODE_TYPES[node.type].kind) {
    case "flow":
      return `{{"${label}"}}`;
    case "wait":
      return `("${label}")`;
    default:
      return `["${label}"]`;
  }
}

/** Text that means nothing to Mermaid, nor to the HTML in it. */
function escaped(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const cut = line.length > 80 ? `${line.slice(0, 79)}…` : line;
  return cut.replace(/[&<>"'`#;|{}[\]()\\]/g, (character) => `#${character.codePointAt(0)};`);
}
